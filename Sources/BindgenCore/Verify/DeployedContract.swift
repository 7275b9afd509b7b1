import EVMCore

/// What stands at an address: the code there, whom it stands for, and the functions that answer.
struct DeployedContract {
    /// How the selectors were found, the surest first.
    enum Evidence: String {
        /// A diamond's loupe listed them.
        case loupe
        /// The dispatcher was run.
        case dispatcher
        /// It could not be run: the comparisons in the code that look like a dispatcher's.
        case comparisons
        /// No dispatcher was recognised: bytes of the code that equal a selector. A function may be missing all the same, and what else there is
        /// stays unknown.
        case mention
    }

    /// A step from an address to whom it stands for.
    struct Hop: Equatable {
        var standard: String
        var target: Address
    }

    /// A facet of a diamond.
    struct Facet {
        var address: Address
        var selectors: [UInt32]
        var hasCode = true
        /// Those that the loupe lists and the facet's own dispatcher does not have.
        var lacking: [UInt32] = []
    }

    var address: Address
    var hops: [Hop] = []
    var facets: [Facet] = []
    var evidence: Evidence = .mention
    /// All that is dispatched; empty where `evidence` is ``Evidence/mention``.
    var selectors: Set<UInt32> = []
    /// The code at the address and at those it stands for.
    var codes: [[UInt8]] = []
    /// What the reader should know about how sure this is.
    var notes: [String] = []

    /// Whether any of the code mentions a selector.
    func mentions(_ selector: UInt32) -> Bool { codes.contains { DispatcherScan.mentions(selector, in: $0) } }
}

extension DeployedContract {
    private static let mostHops = 8
    /// Each facet's code is asked for, so that an answer with thousands of them would never come to an end.
    private static let mostFacets = 256

    /// Looks at an address.
    ///
    /// - Parameter suspects: Selectors that it may have.
    /// - Throws: ``VerifyFailure`` where it has no code or the endpoint fails.
    static func read(_ address: Address, suspects: Set<UInt32>, from endpoint: ChainEndpoint) throws(VerifyFailure) -> DeployedContract {
        var contract = DeployedContract(address: address)
        let code = try endpoint.code(address)
        guard !code.isEmpty else {
            throw VerifyFailure("\(address.checksummed) has no code on the chain of \(endpoint.name): no contract is there")
        }
        contract.codes = [code]
        try contract.follow(code, endpoint)
        if let facets = try loupe(address, endpoint) { try contract.take(facets, suspects, endpoint) }
        // A diamond's own functions need not be in its loupe, nor a proxy's in its implementation.
        for code in contract.codes {
            let scan = DispatcherScan(code: code, suspects: suspects)
            contract.selectors.formUnion(scan.selectors)
            if !scan.isComplete { contract.notes.append("not every way through a dispatcher was gone; unknown functions may be missing from the list") }
        }
        if !contract.facets.isEmpty {
            contract.evidence = .loupe
        } else if !contract.selectors.isEmpty {
            contract.evidence = .dispatcher
        } else if case let compared = contract.codes.reduce(into: Set(), { $0.formUnion(DispatcherScan.comparisons(in: $1)) }), !compared.isEmpty {
            contract.evidence = .comparisons
            contract.selectors = compared
            contract.notes.append("the dispatcher could not be run: what the code seems to compare a selector with counts as a function")
        } else {
            contract.notes.append(
                "no dispatcher was recognised in the code: functions count as there where the code mentions their selector, "
                    + "and unknown functions cannot be listed")
        }
        return contract
    }

    /// Follows proxies, and adds their targets' code.
    private mutating func follow(_ first: [UInt8], _ endpoint: ChainEndpoint) throws(VerifyFailure) {
        var current = (address: address, code: first)
        var seen: Set<Address> = [address]
        while hops.count < Self.mostHops, let hop = try Self.hop(current.address, current.code, endpoint) {
            guard seen.insert(hop.target).inserted else {
                notes.append("the proxies stand for one another: \(hop.target.checksummed) comes twice")
                return
            }
            hops.append(hop)
            let code = try endpoint.code(hop.target)
            guard !code.isEmpty else {
                notes.append("the implementation \(hop.target.checksummed) has no code")
                return
            }
            codes.append(code)
            current = (hop.target, code)
        }
    }

    private static func hop(_ address: Address, _ code: [UInt8], _ endpoint: ChainEndpoint) throws(VerifyFailure) -> Hop? {
        if let (target, standard) = ProxyCode.target(code) { return Hop(standard: standard, target: target) }
        // An implementation may name itself in EIP-1822's slot, so that there only who delegates is a proxy. EIP-1967's slots are a proxy's alone, and
        // its DELEGATECALL may stand in a library that it calls.
        let delegates = delegates(code)
        for slot in ProxyCode.slots where delegates || slot.isProxysAlone {
            let word: UInt256
            do throws(VerifyFailure) {
                word = try endpoint.storage(address, slot.slot)
            } catch {
                // Not every node tells storage; what is no proxy by its code need not be asked for it.
                guard !delegates else { throw error }
                return nil
            }
            guard let target = Address(exactly: word), !target.isZero, delegates || target != address else { continue }
            guard slot.isBeacon else { return Hop(standard: slot.standard, target: target) }
            // implementation()
            guard case .returned(let answer) = try endpoint.call(target, [0x5c, 0x60, 0xda, 0x1b]), answer.count == 32,
                let word = UInt256(bigEndianBytes: answer), let implementation = Address(exactly: word), !implementation.isZero
            else { continue }
            return Hop(standard: slot.standard, target: implementation)
        }
        return nil
    }

    /// Whether a DELEGATECALL stands anywhere among the instructions.
    private static func delegates(_ code: [UInt8]) -> Bool {
        var position = 0
        while position < code.count {
            if code[position] == 0xf4 { return true }
            position += (0x60...0x7f).contains(code[position]) ? Int(code[position]) - 0x5e : 1
        }
        return false
    }

    // MARK: - Diamonds

    private static func loupe(_ address: Address, _ endpoint: ChainEndpoint) throws(VerifyFailure) -> [Facet]? {
        // facets(). A contract without a loupe fails, or answers something else by its fallback.
        if case .returned(let data) = try endpoint.call(address, [0x7a, 0x0e, 0xd6, 0x27]),
            let facets = facets(data, as: [.array(.tuple([.address, .array(.fixedBytes(4))]))])
        {
            return facets
        }
        // facetAddresses() and facetFunctionSelectors(address), where all at once is more than the node gives gas for.
        guard case .returned(let data) = try endpoint.call(address, [0x52, 0xef, 0x6b, 0x2c]),
            case .array(let list)? = (try? ABI.decode(data, as: [.array(.address)]))?.first, !list.isEmpty, list.count <= mostFacets
        else { return nil }
        var found: [Facet] = []
        for case .address(let facet) in list {
            let call = Bytes([0xad, 0xfc, 0xa1, 0x5e] + facet.word.bigEndianBytes.array)
            guard case .returned(let data) = try endpoint.call(address, call), let selectors = try? ABI.decode(data, as: [.array(.fixedBytes(4))]).first
            else { return nil }
            found.append(Facet(address: facet, selectors: Self.selectors(selectors)))
        }
        return found
    }

    private static func facets(_ data: Bytes, as types: [ABIType]) -> [Facet]? {
        guard case .array(let list)? = (try? ABI.decode(data, as: types))?.first, !list.isEmpty, list.count <= mostFacets else { return nil }
        return list.compactMap { facet in
            guard case .tuple(let members) = facet, members.count == 2, case .address(let address) = members[0] else { return nil }
            return Facet(address: address, selectors: selectors(members[1]))
        }
    }

    private static func selectors(_ value: DynamicABIValue) -> [UInt32] {
        guard case .array(let list) = value else { return [] }
        return list.compactMap { element in
            guard case .fixedBytes(let bytes) = element else { return nil }
            return bytes.reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    private mutating func take(_ found: [Facet], _ suspects: Set<UInt32>, _ endpoint: ChainEndpoint) throws(VerifyFailure) {
        for var facet in found {
            selectors.formUnion(facet.selectors)
            if facet.address != address {
                let code = try endpoint.code(facet.address)
                facet.hasCode = !code.isEmpty
                let own = Set(DispatcherScan(code: code, suspects: suspects.union(facet.selectors)).selectors)
                if !own.isEmpty { facet.lacking = facet.selectors.filter { !own.contains($0) } }
            }
            facets.append(facet)
        }
    }
}
