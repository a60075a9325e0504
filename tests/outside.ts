import { createServer as createHttp, type IncomingMessage } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'

/* A push service and a mail server on this machine that keep all they are given, for tests. */

export type Pushed = { path: string; headers: IncomingMessage['headers']; body: string }

export async function openPushService(): Promise<{
  url: string
  pushed: Pushed[]
  status: { is: number }
  server: Server
}> {
  const pushed: Pushed[] = []
  const status = { is: 201 }
  const server = createHttp((request, answer) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      pushed.push({ path: request.url ?? '', headers: request.headers, body })
      answer.writeHead(status.is).end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((ready) => server.once('listening', ready))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pushed, status, server }
}

export async function openMailServer(): Promise<{ url: string; mails: string[]; server: Server }> {
  const mails: string[] = []
  const server = createTcp((socket) => {
    let data = ''
    let reading = false
    socket.write('220 test\r\n')
    socket.on('error', () => {})
    socket.on('data', (part) => {
      for (const line of part.toString().split('\r\n').slice(0, -1)) {
        if (reading && line === '.') {
          reading = false
          mails.push(data)
          socket.write('250 kept\r\n')
        } else if (reading) data += `${line}\n`
        else if (line === 'DATA') {
          reading = true
          data = ''
          socket.write('354 go on\r\n')
        } else if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write('250 ok\r\n')
      }
    })
  }).listen(0, '127.0.0.1')
  await new Promise((ready) => server.once('listening', ready))
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, mails, server }
}

/** Headers and sentence of a mail as it came (quoted-printable, UTF-8). */
export function readMail(mail: string): { headers: string; sentence: string } {
  const [headers = '', text = ''] = mail.split(/\n\n(.*)/s)
  const bytes = text
    .replaceAll('=\n', '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return { headers, sentence: Buffer.from(bytes, 'latin1').toString().trim() }
}
