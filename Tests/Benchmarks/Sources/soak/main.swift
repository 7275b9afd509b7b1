// A thousand positions opened and closed over real loopback HTTP and sockets, and what that costs: `soak [N]`.
//
// The sandbox is a process of its own, this program again with the argument `serve`, so that its memory is not the client's.
import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioSandbox

setvbuf(stdout, nil, _IOLBF, 0)
let arguments = CommandLine.arguments.dropFirst()
if arguments.first == "serve" {
    try await serve()
} else {
    try await Soak(count: arguments.first.flatMap { Int($0) } ?? 1_000, isOpenOnly: arguments.contains("--open-only")).run()
}

/// Runs a sandbox until nobody reads its output any more.
func serve() async throws {
    let sandbox = try await Sandbox(.init(release: .v086, latency: .zero))
    print(getpid())
    print(sandbox.rpcURL.absoluteString)
    print(String(decoding: try sandbox.deployment.json(), as: UTF8.self))
    signal(SIGPIPE, SIG_DFL)
    while true {
        try await Task.sleep(for: .seconds(1))
        print("alive")
    }
}
