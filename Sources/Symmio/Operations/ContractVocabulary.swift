public import SymmioContracts

/// Long or short. All releases share the type.
public typealias PositionType = Symmio084.Core.PositionType

/// Limit or market. All releases share the type.
public typealias OrderType = Symmio084.Core.OrderType

/// What a sub-account's virtual accounts are made for. Both releases share the type.
public typealias SubAccountIsolation = Symmio085.AccountLayer.SubAccountIsolationType

/// What one virtual account is made for. Both releases share the type.
public typealias VirtualAccountIsolation = Symmio085.AccountLayer.VirtualAccountIsolationType

/// A signature of the Muon oracle over an account's unrealised profit and a price. Both releases share the type.
public typealias UpnlAndPriceSignature = Symmio085.Core.SingleUpnlAndPriceSig

/// `addMarginToNextVA`. Both releases share the type.
public typealias AddMarginToNextVA = Symmio085.AccountLayer.Calls.AddMarginToNextVA

/// `requestToClosePosition`. All releases share the type.
public typealias RequestToClosePosition = Symmio084.Core.Calls.RequestToClosePosition

/// `executeBatch` of the Instant Layer. Both releases share the type.
public typealias ExecuteBatch = Symmio085.InstantLayer.Calls.ExecuteBatch

/// `executeTemplate` of the Instant Layer. Both releases share the type.
public typealias ExecuteTemplate = Symmio085.InstantLayer.Calls.ExecuteTemplate

extension SubAccountIsolation {
    /// The isolation type of the virtual account that a position of this sub-account opens in; nil for CUSTOM, which has none made for it.
    public func virtualAccountIsolation(for position: PositionType) -> VirtualAccountIsolation? {
        switch self {
        case .position: .position
        case .market: .market
        case .marketDirection: position == .short ? .marketShort : .marketLong
        case .custom, .unknown: nil
        }
    }
}
