public import EVMCore
public import EVMSigning

/// An ERC-20 token of a chain. Amounts carry the token's decimals, so that units of another token are refused, not mistaken.
///
/// The calls are those of `Standards.ERC20`, generated from the same spec as every release's own ERC20 bindings.
public struct Token: Sendable {
    /// The token's contract.
    public let address: Address
    let client: ChainClient

    /// How many decimals the token has; asked once for each client.
    public func decimals() async throws(ChainError) -> UInt8 {
        if let known = await client.facts.decimals(of: address) { return known }
        let decimals = try await client.read(Standards.ERC20.Calls.Decimals(), from: address)
        await client.facts.learn(address, decimals: decimals)
        return decimals
    }

    /// The token's symbol.
    public func symbol() async throws(ChainError) -> String { try await text(Standards.ERC20.Calls.Symbol().encoded(), call: "symbol()") }

    /// The token's name.
    public func name() async throws(ChainError) -> String { try await text(Standards.ERC20.Calls.Name().encoded(), call: "name()") }

    /// What an account holds.
    public func balance(of account: Address, at block: BlockReference = .latest) async throws(ChainError) -> TokenAmount {
        try await amount(try await client.read(Standards.ERC20.Calls.BalanceOf(account: account), from: address, at: block))
    }

    /// How much an owner lets a spender take.
    public func allowance(
        of spender: Address, by owner: Address, at block: BlockReference = .latest
    ) async throws(ChainError) -> TokenAmount {
        let call = Standards.ERC20.Calls.Allowance(owner: owner, spender: spender)
        return try await amount(try await client.read(call, from: address, at: block))
    }

    /// An amount of this token from a number of its units.
    public func amount(_ units: UInt256) async throws(ChainError) -> TokenAmount {
        let decimals = try await decimals()
        do throws(ValueError) {
            return try TokenAmount(units: units, decimals: decimals)
        } catch {
            throw .invalidRequest("the token \(address) says that it has \(decimals) decimals: \(error)")
        }
    }

    /// Lets a spender take exactly so much; what it could take before is replaced, not added to.
    ///
    /// - Throws: ``ChainError/invalidRequest(_:)`` where the amount has other decimals than the token; as
    ///   ``ChainClient/send(_:to:value:using:options:)``.
    public func approve(
        _ amount: TokenAmount, for spender: Address, using signer: any Signer, options: SendOptions = SendOptions()
    ) async throws(ChainError) -> PendingTransaction {
        try await approve(units: try await units(of: amount), spender, signer, options)
    }

    /// Lets a spender take everything, now and in future. Whoever controls the spender can then empty the account of this token.
    public func approveUnlimited(
        for spender: Address, using signer: any Signer, options: SendOptions = SendOptions()
    ) async throws(ChainError) -> PendingTransaction {
        try await approve(units: .max, spender, signer, options)
    }

    /// Pays an amount to an account.
    ///
    /// - Throws: As ``approve(_:for:using:options:)``.
    public func transfer(
        _ amount: TokenAmount, to recipient: Address, using signer: any Signer, options: SendOptions = SendOptions()
    ) async throws(ChainError) -> PendingTransaction {
        let call = Standards.ERC20.Calls.Transfer(to: recipient, amount: try await units(of: amount))
        return try await send(call, signer, options)
    }

    private func approve(
        units: UInt256, _ spender: Address, _ signer: any Signer, _ options: SendOptions
    ) async throws(ChainError) -> PendingTransaction {
        try await send(Standards.ERC20.Calls.Approve(spender: spender, amount: units), signer, options)
    }

    /// Tries the call, since a token may say no by returning false, and sends it.
    private func send(_ call: some ContractCall, _ signer: any Signer, _ options: SendOptions) async throws(ChainError) -> PendingTransaction {
        var options = options
        let message = CallMessage(from: signer.address, to: address, data: call.encoded())
        if options.simulates {
            let answer = try await client.call(message, at: options.state)
            if !Self.isYes(answer) {
                throw .invalidRequest("the token \(address) says no to \(type(of: call).signature) by returning false")
            }
            if answer.isEmpty, try await client.code(of: address).isEmpty { throw .noContract(address) }
            options.simulates = false
        }
        return try await client.send(message, using: signer, options: options)
    }

    func units(of amount: TokenAmount) async throws(ChainError) -> UInt256 {
        let decimals = try await decimals()
        guard amount.decimals == decimals else {
            throw .invalidRequest("the amount has \(amount.decimals) decimals, the token \(address) has \(decimals); convert it first")
        }
        return amount.units
    }

    /// A `string`, or the `bytes32` that some early tokens have instead.
    private func text(_ calldata: Bytes, call: String) async throws(ChainError) -> String {
        let data = try await client.call(CallMessage(to: address, data: calldata))
        if data.count == 32, let text = Bytes(data.prefix { $0 != 0 }).utf8Text { return text }
        do throws(ABIError) {
            return try Standards.ERC20.Calls.Symbol.decodeReturn(data)
        } catch {
            if data.isEmpty, try await client.code(of: address).isEmpty { throw .noContract(address) }
            throw .undecodable(error, call: call)
        }
    }
}

extension ChainClient {
    /// The ERC-20 token at an address.
    public func token(_ address: Address) -> Token { Token(address: address, client: self) }
}
