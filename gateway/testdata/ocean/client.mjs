// Does with one of Ocean's own clients, unmodified, what a publisher or a buyer does. It reads one JSON object from standard input,
//
//	{"lib": "ocean3" | .. | "ocean6", "rpc": url, "provider": url, "config": {..}, "key": "0x..", "do": [step, ..]}
//
// and writes the steps' results to standard output, one line of JSON behind "RESULT " each; a step that fails ends it with
// {"error": message}. The clients' own chatter goes to standard error.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

for (const name of ['log', 'info', 'warn', 'debug']) console[name] = console.error

const input = JSON.parse(await new Response(process.stdin).text())
const version = Number(input.lib.replace('ocean', ''))
const require = createRequire(import.meta.url)

// createAsset finds the contracts by their networks' names, in this file if there is one.
const folder = mkdtempSync(join(tmpdir(), 'ocean-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
process.env.ADDRESS_FILE = join(folder, 'address.json')
writeFileSync(process.env.ADDRESS_FILE, JSON.stringify({
  development: {
    chainId: 8996, startBlock: 0, Ocean: input.config.oceanTokenAddress, ERC721Factory: input.config.nftFactoryAddress, FixedPrice: input.config.fixedRateExchangeAddress,
    Dispenser: input.config.dispenserAddress, OPFCommunityFeeCollector: input.config.opfCommunityFeeCollector, Router: input.config.routerFactoryAddress
  }
}))

const lib = version === 3 ? require('ocean3') : await import(input.lib)
const { ProviderInstance, Aquarius, NftFactory, Nft, Datatoken, ZERO_ADDRESS } = lib

// Each client has the wallet of its own version of ethers: 5, or from 5.0 on 6.
const { ethers } = version < 5 ? await import('ethers') : await import(pathToFileURL(createRequire(require.resolve(input.lib)).resolve('ethers')))
const provider = version < 5 ? new ethers.providers.StaticJsonRpcProvider(input.rpc) : new ethers.JsonRpcProvider(input.rpc, undefined, { cacheTimeout: -1 })
provider.pollingInterval = 200
const signer = new ethers.Wallet(input.key, provider)
const me = await signer.getAddress()
const chainId = Number((await provider.getNetwork()).chainId)
const config = { ...input.config, chainId, gasFeeMultiplier: 1, providerUri: input.provider, oceanNodeUri: input.provider, metadataCacheUri: input.provider }
const aquarius = new Aquarius(input.provider)

/** The event of a name in a transaction. */
const event = (receipt, name) => receipt.events.find((e) => e.event === name)

/** Publishes as the library's createAsset does, step by step, for a price, with ocean.js 3 and 4. */
async function publish({ files, price }) {
  const factory = new NftFactory(config.nftFactoryAddress, signer, chainId, config)
  const nftParams = { name: 'Rain', symbol: 'RAIN', templateIndex: 1, tokenURI: 'aaa', transferable: true, owner: me }
  const tokenParams = { templateIndex: 1, cap: '100000', feeAmount: '0', paymentCollector: me, feeToken: config.oceanTokenAddress, minter: me, mpFeeAddress: ZERO_ADDRESS }
  const tx = await (price === '0'
    ? factory.createNftWithDatatokenWithDispenser(nftParams, tokenParams,
      { dispenserAddress: config.dispenserAddress, maxTokens: '1', maxBalance: '100000000', withMint: true, allowedSwapper: ZERO_ADDRESS })
    : factory.createNftWithDatatokenWithFixedRate(nftParams, tokenParams, {
      fixedRateAddress: config.fixedRateExchangeAddress, baseTokenAddress: config.oceanTokenAddress, owner: me, marketFeeCollector: me,
      baseTokenDecimals: 18, datatokenDecimals: 18, fixedRate: price, marketFee: '0', allowedConsumer: ZERO_ADDRESS, withMint: true
    }))
  const made = await tx.wait()
  const nftAddress = event(made, 'NFTCreated').args.newTokenAddress
  const datatokenAddress = event(made, 'TokenCreated').args.newTokenAddress
  const sealed = await ProviderInstance.encrypt({ nftAddress, datatokenAddress, files }, chainId, input.provider)
  const ddo = {
    '@context': ['https://w3id.org/did/v1'],
    id: 'did:op:' + createHash('sha256').update(ethers.utils.getAddress(nftAddress) + chainId).digest('hex'),
    version: '4.1.0',
    chainId,
    nftAddress,
    metadata,
    services: [{ id: '0', type: 'access', description: 'Download', files: sealed, datatokenAddress, serviceEndpoint: input.provider, timeout: 0 }]
  }
  const envelope = await ProviderInstance.encrypt(ddo, chainId, input.provider)
  const { hash } = version === 3 ? await aquarius.validate(ddo) : await aquarius.validate(ddo, signer, input.provider)
  const nft = new Nft(signer, chainId, config)
  const set = await nft.setMetadata(nftAddress, me, 0, input.provider, '', '0x02', envelope, hash)
  const indexed = await aquarius.waitForIndexer(ddo.id, set.hash, undefined, 200, 50)
  return { did: ddo.id, nft: nftAddress, datatoken: datatokenAddress, sealed, txid: set.hash, indexed }
}

const metadata = {
  created: '2026-11-22T00:00:00Z', updated: '2026-11-22T00:00:00Z', type: 'dataset', name: 'Rain', description: 'in Lisbon', author: 'us', license: 'CC0-1.0', tags: []
}

/** Publishes, for nothing, by the library's createAsset, with a DDO of a version, which is encrypted or stands on the chain as it is. */
async function createAsset({ files, version: of, open = false }) {
  const services = [{ id: '0', type: 'access', name: 'Download', description: 'Download', files: '', datatokenAddress: '', serviceEndpoint: input.provider, timeout: 0 }]
  const fields = { chainId, nftAddress: '', metadata, services }
  const ddo = of.startsWith('5')
    ? { '@context': ['https://www.w3.org/ns/credentials/v2'], id: 'did:ope:', version: of, credentialSubject: { ...fields, credentials: [] }, type: ['VerifiableCredential'] }
    : { '@context': ['https://w3id.org/did/v1'], id: 'did:op:', version: of, ...fields }
  ddo.stats = { price: { value: '0' } }
  // From 6.0 on it takes the list of files and makes the object itself.
  const list = [].concat(files)
  const object = version < 6 ? { datatokenAddress: '0x0', nftAddress: '0x0', files: list } : list
  const did = await lib.createAsset('Rain', 'RAIN', signer, object, 1, ddo, !open, input.provider, config.oceanTokenAddress, aquarius)
  return { did }
}

/** Orders by the library's orderAsset, which asks initialize and pays. */
async function order({ did }) {
  const asset = await aquarius.resolve(did)
  const datatoken = new Datatoken(signer, chainId, config)
  const tx = await lib.orderAsset(asset, signer, config, datatoken, input.provider)
  await tx.wait()
  return { order: tx.hash }
}

/** Downloads by the library's downloadFile. */
async function download({ did, fileIndex = 0, order, userdata }) {
  const url = await ProviderInstance.getDownloadUrl(did, '0', fileIndex, order, input.provider, signer, userdata)
  let file
  try {
    file = await lib.downloadFile(url, fileIndex)
  } catch (e) { // which does not say why
    throw new Error(`${e.message} ${await (await fetch(url)).text()}`)
  }
  const { data, filename } = file
  return { filename, length: data.byteLength, sha256: createHash('sha256').update(Buffer.from(data)).digest('hex') }
}

const steps = {
  publish, createAsset, order, download,
  provider: () => ProviderInstance.isValidProvider(input.provider),
  encrypt: ({ data }) => ProviderInstance.encrypt(data, chainId, input.provider, ...(version < 5 ? [] : [signer])),
  fileInfo: ({ did }) => ProviderInstance.checkDidFiles(did, '0', input.provider),
  probe: ({ file }) => ProviderInstance.getFileInfo(file, input.provider, true),
  initialize: ({ did }) => ProviderInstance.initialize(did, '0', 0, me, input.provider)
}

let last = {}
for (const step of input.do) {
  last = { ...last, ...step } // what one step returns, the next may use
  let result
  try {
    result = await steps[step.step](last)
  } catch (e) {
    result = { error: String(e?.message ?? e) }
  }
  process.stdout.write('RESULT ' + JSON.stringify(result ?? null) + '\n')
  if (result?.error) break
  if (typeof result === 'object' && !Array.isArray(result)) last = { ...last, ...result }
}
process.exit(0)
