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
async function publish({ files, price, timeout = 0, encryptDDO = true, serviceId = '0', consumerParameters }) {
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
  const service = { id: serviceId, type: 'access', description: 'Download', files: sealed, datatokenAddress, serviceEndpoint: input.provider, timeout }
  if (consumerParameters) service.consumerParameters = consumerParameters
  const ddo = {
    '@context': ['https://w3id.org/did/v1'],
    id: 'did:op:' + createHash('sha256').update(ethers.utils.getAddress(nftAddress) + chainId).digest('hex'),
    version: '4.1.0',
    chainId,
    nftAddress,
    metadata: { created: '2026-11-22T00:00:00Z', updated: '2026-11-22T00:00:00Z', type: 'dataset', name: 'Rain', description: 'in Lisbon', author: 'us', license: 'CC0-1.0', tags: [] },
    services: [service]
  }
  let metadata, hash
  if (encryptDDO) {
    metadata = await ProviderInstance.encrypt(ddo, chainId, input.provider)
    const valid = input.lib === 'ocean3' ? await aquarius.validate(ddo) : await aquarius.validate(ddo, signer, input.provider)
    hash = valid.hash
  } else {
    metadata = ethers.utils.hexlify(Buffer.from(JSON.stringify(ddo)))
    hash = '0x' + createHash('sha256').update(metadata).digest('hex')
  }
  const nft = new Nft(signer, chainId, config)
  const set = await nft.setMetadata(nftAddress, me, 0, input.provider, '', encryptDDO ? '0x02' : '0x00', metadata, hash)
  const indexed = await aquarius.waitForIndexer(ddo.id, set.hash, undefined, 200, 50)
  return { did: ddo.id, nft: nftAddress, datatoken: datatokenAddress, sealed, ddo, metadata, hash, txid: set.hash, indexed }
}

/** Orders by the library's orderAsset, which asks initialize and pays. */
async function order({ did }) {
  const asset = await aquarius.resolve(did)
  const datatoken = new Datatoken(signer, chainId, config)
  const tx = await lib.orderAsset(asset, signer, config, datatoken, input.provider)
  await tx.wait()
  return { order: tx.hash }
}

const url = ({ did, serviceId = '0', fileIndex = 0, order, userdata }) =>
  ProviderInstance.getDownloadUrl(did, serviceId, fileIndex, order, input.provider, signer, userdata)

/** Downloads by the library's downloadFile. */
async function download(step) {
  const { data, filename } = await lib.downloadFile(await url(step), 0)
  return { filename, length: data.byteLength, sha256: createHash('sha256').update(Buffer.from(data)).digest('hex') }
}

const steps = {
  publish, order, download, url,
  provider: () => ProviderInstance.isValidProvider(input.provider),
  nonce: () => ProviderInstance.getNonce(input.provider, me),
  encrypt: ({ data }) => ProviderInstance.encrypt(data, chainId, input.provider),
  fileInfo: ({ did, serviceId = '0' }) => ProviderInstance.checkDidFiles(did, serviceId, input.provider),
  probe: ({ file, checksum }) => ProviderInstance.getFileInfo(file, input.provider, checksum),
  initialize: ({ did, serviceId = '0', fileIndex = 0 }) => ProviderInstance.initialize(did, serviceId, fileIndex, me, input.provider),
  compute: () => input.lib === 'ocean3'
    ? ProviderInstance.initializeCompute([], {}, 'env', 1, input.provider, me)
    : ProviderInstance.initializeComputeV1([], {}, 'env', input.provider, me, chainId, ZERO_ADDRESS, 1)
}

let last = {}
for (const step of input.do) {
  let result
  try {
    last = { ...last, ...step }
    result = await steps[step.step](last)
    if (typeof result === 'object' && !Array.isArray(result)) last = { ...last, ...result }
  } catch (e) {
    process.stdout.write('RESULT ' + JSON.stringify({ error: String(e?.message ?? e) }) + '\n')
    break
  }
  process.stdout.write('RESULT ' + JSON.stringify(result ?? null) + '\n')
}
process.exit(0)
