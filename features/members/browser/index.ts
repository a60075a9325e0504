export type { Unlocker, VaultDoor } from './unlocker.ts'
export { permissionsOf, roles, type Permission, type Role } from '../rules.ts'
export type { DoorView, Me, MeView, TeamView, WayIn } from '../wire.ts'
