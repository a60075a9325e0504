/* A server process of the crash harness: the product, after its clock was taken in hand. */
import './turned.ts'
import '../../main.ts'
