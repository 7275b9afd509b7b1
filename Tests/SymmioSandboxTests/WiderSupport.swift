import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox

extension FlowAccount {
    var symmio: SymmioClient { SymmioClient(deployment, chain: chain) }

    /// Opens so many positions of one market and side, one after the other.
    func open(
        _ quantities: [String], _ side: PositionType = .long, market: String = "ETHUSDT", leverage: String = "5", in trading: TradingSession
    ) async throws -> [Position] {
        var positions: [Position] = []
        for quantity in quantities {
            positions.append(
                try await trading.open(
                    OpenIntent(market: market, position: side, size: .quantity(try Wad(quantity)), leverage: try Wad(leverage))))
        }
        return positions
    }

    /// Options of the oracle whose time of day is the sandbox's.
    var oracle: MuonOptions { MuonOptions(services: ServiceOptions(timing: Self.timing)) }

    /// What somebody says of an account's profit whom the core would not believe.
    func rumour(_ profit: SignedWad) async -> UpnlSignature {
        UpnlSignature(
            reqId: Bytes([UInt8](repeating: 1, count: 32)), timestamp: UInt256(await sandbox.chain.now), upnl: profit.units, gatewaySignature: Bytes(),
            sigs: .init(signature: .one, owner: .zero, nonce: .zero))
    }
}
