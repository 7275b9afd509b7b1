public import EVMCore
import EVMSigning
import SymmioContracts

/// Where the sandbox's contracts of release 0.8.4 are: a core of its own, so that no release sees another's functions.
public struct LegacySandboxAddresses: Sendable, Hashable {
    /// The Symmio core.
    public let core: Address
    /// The contract of accounts.
    public let multiAccount: Address
    /// The solver's PartyB contract.
    public let solver: Address

    var all: [Address] { [core, multiAccount, solver] }
}

/// What the contracts of release 0.8.4 remember.
struct LegacyStorage: Sendable {
    /// What is delegated, or proposed to be revoked.
    struct Access: Sendable, Hashable {
        let account: Address
        let target: Address
        let selector: Selector
    }

    var core = CoreStorage()
    /// The accounts of an owner, oldest first.
    var accounts: [Address: [Symmio084.MultiAccount.IMultiAccount.Account]] = [:]
    var owners: [Address: Address] = [:]
    /// The position of an account among its owner's.
    var indices: [Address: Int] = [:]
    /// How many accounts there are.
    var salt: UInt64 = 0
    var delegated: Set<Access> = []
    /// When revocations were proposed.
    var proposals: [Access: UInt256] = [:]
    /// Who may make the solver's contract call.
    var managers: Set<Address> = []
}

extension World {
    /// What stands of the older release before the first block. The markets are those of the newer one.
    mutating func setUpLegacy(solverOperator: Address) {
        let million = UInt256(1_000_000 as UInt64)
        legacy.core.symbols = core.symbols
        legacy.core.balances[addresses.legacy.solver] = million &* million &* .ether
        let tokens = million &* million &* CoreContract.tokenUnit(self)
        token.balances[addresses.legacy.core] = tokens
        token.totalSupply = token.totalSupply &+ tokens
        legacy.managers = [solverOperator]
    }
}

/// The oracle that the older core trusts: a gateway's signature over what a quote is checked by.
enum LegacyOracle {
    /// The gateway's key. Anybody may know it: nothing in a sandbox is worth anything.
    static func key() throws(SigningError) -> PrivateKey { try PrivateKey(keccak256(utf8: "symmio sandbox: older oracle").bytes) }

    static let gateway: Address = {
        do throws(SigningError) { return try key().address } catch { return .zero }  // a hash below the curve's order is a key
    }()

    /// What the gateway signs: `abi.encodePacked` of all that the signature is bound to.
    static func digest(
        _ signature: Symmio084.Core.SingleUpnlAndPriceSig, core: Address, partyA: Address, symbolId: UInt256, chainId: UInt256
    ) -> Bytes32 {
        let words = [UInt256(signature.upnl.bitPattern), symbolId, signature.price, signature.timestamp, chainId].flatMap { $0.bytes.array }
        let message = keccak256(signature.reqId.array + core.bytes.array + partyA.bytes.array + words)
        return PersonalMessage.digest(message.bytes)
    }
}
