// Does with Ocean's own client, unmodified, what a publisher or a buyer does. It reads one JSON object from standard input,
//
//	{"lib": "ocean3" | "ocean4", "rpc": url, "provider": url, "config": {..}, "key": "0x..", "do": [step, ..]}
//
// and writes the steps' results to standard output, one line of JSON behind "RESULT " each; a step that fails ends it with
// {"error": message}. The clients' own chatter goes to standard error.
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { ethers } from 'ethers'

for (const name of ['log', 'info', 'warn', 'debug']) console[name] = console.error

const input = JSON.parse(await new Response(process.stdin).text())
const lib = input.lib === 'ocean3' ? createRequire(import.meta.url)('ocean3') : await import('ocean4')
const { ProviderInstance, Aquarius, NftFactory, Nft, Datatoken, ZERO_ADDRESS } = lib

const provider = new ethers.providers.StaticJsonRpcProvider(input.rpc)
provider.pollingInterval = 200
const signer = new ethers.Wallet(input.key, provider)
const me = await signer.getAddress()
const { chainId } = await provider.getNetwork()
const config = { ...input.config, chainId, gasFeeMultiplier: 1, providerUri: input.provider, oceanNodeUri: input.provider, metadataCacheUri: input.provider }
const aquarius = new Aquarius(input.provider)

/** The event of a name in a transaction. */
const event = (receipt, name) => receipt.events.find((e) => e.event === name)

/** Publishes as the library's createAsset does, step by step: that one knows its own networks only. */
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
    metadata: { created: '2026-11-22T00:00:00Z', updated: '2026-11-22T00:00:00Z', type: 'dataset', name: 'Rain', description: 'in Lisbon', author: 'us', license: 'CC0-1.0', tags: [] },
    services: [{ id: '0', type: 'access', description: 'Download', files: sealed, datatokenAddress, serviceEndpoint: input.provider, timeout: 0 }]
  }
  const metadata = await ProviderInstance.encrypt(ddo, chainId, input.provider)
  const { hash } = input.lib === 'ocean3' ? await aquarius.validate(ddo) : await aquarius.validate(ddo, signer, input.provider)
  const nft = new Nft(signer, chainId, config)
  const set = await nft.setMetadata(nftAddress, me, 0, input.provider, '', '0x02', metadata, hash)
  const indexed = await aquarius.waitForIndexer(ddo.id, set.hash, undefined, 200, 50)
  return { did: ddo.id, nft: nftAddress, datatoken: datatokenAddress, sealed, txid: set.hash, indexed }
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
  const { data, filename } = await lib.downloadFile(url, fileIndex)
  return { filename, length: data.byteLength, sha256: createHash('sha256').update(Buffer.from(data)).digest('hex') }
}

const steps = {
  publish, order, download,
  provider: () => ProviderInstance.isValidProvider(input.provider),
  encrypt: ({ data }) => ProviderInstance.encrypt(data, chainId, input.provider),
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
