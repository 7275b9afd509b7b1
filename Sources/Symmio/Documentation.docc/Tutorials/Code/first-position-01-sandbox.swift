import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioSandbox

let sandbox = try await Sandbox()
