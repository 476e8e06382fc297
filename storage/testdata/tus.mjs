// A tus server of the protocol's own makers, on a folder: node tus.mjs FOLDER. It prints its
// URL, and ends with its standard input.
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const server = new Server({ path: '/blobs', datastore: new FileStore({ directory: process.argv[2] }) })
const listener = server.listen({ host: '127.0.0.1', port: 0 }, () => console.log(`http://127.0.0.1:${listener.address().port}/blobs`))
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
