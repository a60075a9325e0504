import { mount } from 'svelte'
import '../tokens.css'
import '../base.css'
import Parts from './Parts.svelte'

mount(Parts, { target: document.body })
