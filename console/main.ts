import '#ui/tokens.css'
import '#ui/base.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { registerServiceWorker } from './service-worker.ts'

mount(App, { target: document.getElementById('console')! })
registerServiceWorker()
