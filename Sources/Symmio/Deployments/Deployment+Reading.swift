internal import EVMCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Deployment {
    /// Reads a deployment from the JSON form. Members that this version does not know are passed over.
    ///
    /// - Throws: ``DeploymentError`` with the path to the first member that is missing or wrong.
    public init(json: Data) throws(DeploymentError) {
        do throws(JSONFieldError) {
            // The decoder does not say where a number is that does not fit its type.
            let reader = try JSONReader(parsing: json)
            _ = try reader.member("chainId").unsigned(UInt64.self)
            _ = try reader.member("contracts").member("collateral").member("decimals").unsigned(UInt8.self)
        } catch {
            if error.path.isEmpty { throw .malformedJSON(reason: error.reason) }
            throw .invalidField(path: error.path, reason: error.reason)
        }
        do {
            self = try JSONDecoder().decode(Deployment.self, from: json)
        } catch let error as DecodingError {
            throw DeploymentError(error)
        } catch {
            throw .malformedJSON(reason: "\(error)")
        }
        try validate()
    }

    /// Reads a deployment from a file of the JSON form.
    ///
    /// - Throws: ``DeploymentError``.
    public init(contentsOf file: URL) throws(DeploymentError) {
        try self.init(json: try Self.contents(of: file))
    }

    static func contents(of file: URL) throws(DeploymentError) -> Data {
        do {
            return try Data(contentsOf: file)
        } catch let error as CocoaError {
            let reason =
                switch error.code {
                case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
                case .fileReadNoPermission: "permission is denied"
                default: "CocoaError \(error.code.rawValue)"
                }
            throw .unreadable(file: file.path, reason: reason)
        } catch {
            throw .unreadable(file: file.path, reason: "\(error)")
        }
    }

    /// The JSON form, with members in alphabetical order.
    public func json() throws(DeploymentError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(self)
        } catch {
            throw .malformedJSON(reason: "\(error)")
        }
    }

    /// Checks what a type cannot say: URLs with the right scheme, at least one solver, decimals that exist, names that resolve.
    ///
    /// - Throws: ``DeploymentError`` with the path to the first fault.
    public func validate() throws(DeploymentError) {
        func check(_ url: URL?, _ schemes: [String], _ path: String) throws(DeploymentError) {
            guard let url else { return }
            guard let scheme = url.scheme?.lowercased(), schemes.contains(scheme), let host = url.host, !host.isEmpty else {
                throw .invalidField(path: path, reason: "'\(url.absoluteString.shownAsURL)' is not a \(schemes.joined(separator: " or ")) URL with a host")
            }
        }
        let web = ["https", "http"]
        let socket = ["wss", "ws"]
        if name.isEmpty { throw .invalidField(path: "name", reason: "it is empty") }
        if chainId == 0 { throw .invalidField(path: "chainId", reason: "0 is no chain") }
        if contracts.collateral.decimals > 77 {
            throw .invalidField(path: "contracts.collateral.decimals", reason: "\(contracts.collateral.decimals) is above 77")
        }
        if solvers.isEmpty { throw .invalidField(path: "solvers", reason: "at least one solver is needed") }
        for (index, solver) in solvers.enumerated() {
            try check(solver.baseURL, web, "solvers[\(index)].baseURL")
            try check(solver.notifications?.socket, socket, "solvers[\(index)].notifications.socket")
            try check(solver.notifications?.searchURL, web, "solvers[\(index)].notifications.searchURL")
        }
        try check(conditionalOrders?.baseURL, web, "conditionalOrders.baseURL")
        try check(conditionalOrders?.socket, socket, "conditionalOrders.socket")
        try check(notifications?.socket, socket, "notifications.socket")
        try check(notifications?.searchURL, web, "notifications.searchURL")
        try check(prices?.baseURL, web, "prices.baseURL")
        try check(prices?.socket, socket, "prices.socket")
        for (index, gateway) in (muon?.gateways ?? []).enumerated() { try check(gateway, web, "muon.gateways[\(index)]") }
        try check(gasless?.baseURL, web, "gasless.baseURL")
        try check(listing, web, "listing")
        try check(inventory, web, "inventory")
        try check(subgraphs?.analytics, web, "subgraphs.analytics")
        try check(subgraphs?.events, web, "subgraphs.events")
        for (path, names) in [("selectors.session", selectors.session), ("selectors.tpslBot", selectors.tpslBot)] {
            for (index, name) in names.enumerated() {
                do throws(DeploymentError) {
                    _ = try resolve([name])
                } catch {
                    throw .invalidField(path: "\(path)[\(index)]", reason: error.description)
                }
            }
        }
    }

    /// Where a solver reports what became of an order; nil where nowhere.
    public func notifications(of solver: Solver) -> NotificationsEndpoint? {
        solver.notifications ?? notifications.flatMap { $0.protocol == solver.kind ? $0 : nil }
    }

    /// The first solver of a kind; nil where there is none.
    public func solver(of kind: SolverKind) -> Solver? { solvers.first { $0.kind == kind } }

    /// The default solver.
    ///
    /// - Throws: ``DeploymentError/noSolver``.
    public func solver() throws(DeploymentError) -> Solver {
        guard let solver = solvers.first else { throw .noSolver }
        return solver
    }
}

extension DeploymentError {
    /// What a decoder said, with the place first.
    init(_ error: DecodingError) {
        func path(_ keys: [any CodingKey]) -> String {
            var text = ""
            for key in keys { text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? key.stringValue : "." + key.stringValue) }
            return text.isEmpty ? "the whole" : text
        }
        switch error {
        case .keyNotFound(let key, let context): self = .invalidField(path: path(context.codingPath + [key]), reason: "it is missing")
        case .valueNotFound(let type, let context): self = .invalidField(path: path(context.codingPath), reason: "null where \(type) is expected")
        case .typeMismatch(let type, let context): self = .invalidField(path: path(context.codingPath), reason: "\(type) is expected")
        case .dataCorrupted(let context):
            self =
                context.codingPath.isEmpty
                ? .malformedJSON(reason: context.debugDescription)
                : .invalidField(path: path(context.codingPath), reason: context.debugDescription)
        @unknown default: self = .malformedJSON(reason: "\(error)")
        }
    }
}
