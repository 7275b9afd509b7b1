import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox

let sandbox = try await Sandbox()
let symmio = SymmioClient(sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)])
let owner = LocalSigner(sandbox.wallet)
try await symmio.check()

let account = try await symmio.accounts.create(name: "First", owner: owner)
print("sub-account \(account)")

let amount = try symmio.accounts.collateralAmount("2500")
try await symmio.accounts.deposit(amount, into: account, owner: owner)
try await symmio.accounts.bind(account, owner: owner)
