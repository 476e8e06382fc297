// A tus server of the protocol's own makers, on a folder: node tus.mjs FOLDER. It prints its
// URL, and ends with its standard input.
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const server = new Server({ path: '/blobs', datastore: new FileStore({ directory: process.argv[2] }) })
const listener = server.listen({ host: '127.0.0.1', port: 0 }, () => console.log(`http://127.0.0.1:${listener.address().port}/blobs`))
// A request that is cut off closes a stream of Node 20's twice, which would end the process. A
// server that lives on is what the cuts are for.
process.on('uncaughtException', (err) => {
  if (err.code !== 'ERR_INVALID_STATE') throw err
})
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
