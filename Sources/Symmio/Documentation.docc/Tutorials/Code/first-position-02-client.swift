import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox

let sandbox = try await Sandbox()
let symmio = SymmioClient(sandbox.deployment, endpoints: [Endpoint(sandbox.rpcURL)])
let owner = LocalSigner(sandbox.wallet)
try await symmio.check()
