internal import EVMClient
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
            try Self.checkChoices(reader)
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

    /// Members that have to be one of a few words: the decoder says that it is none of them, but not which they are.
    private static func checkChoices(_ json: JSONReader) throws(JSONFieldError) {
        func check<Choice: RawRepresentable & CaseIterable>(
            _ reader: JSONReader?, _ name: String, _ type: Choice.Type
        ) throws(JSONFieldError) where Choice.RawValue == String {
            // What is no object, is missing or no text the decoder tells.
            guard let reader, reader.value.object != nil, let member = try reader.optional(name), let text = member.value.string else { return }
            guard Choice(rawValue: text) == nil else { return }
            throw member.fault("'\(text)' is none of \(type.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        try check(json, "release", Release.self)
        let style = try json.optional("style")
        try check(style, "numbers", NumberStyle.self)
        try check(style, "closeBody", CloseBody.self)
        try check(style, "maths", MathsProfile.self)
        try check(try json.optional("notifications"), "protocol", SolverKind.self)
        try check(try json.optional("prices"), "kind", PriceSource.self)
        guard let solvers = try json.optional("solvers"), solvers.value.array != nil else { return }
        for solver in try solvers.elements() {
            try check(solver, "kind", SolverKind.self)
            if solver.value.object != nil { try check(try solver.optional("notifications"), "protocol", SolverKind.self) }
        }
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
        case .valueNotFound(let type, let context):
            self = .invalidField(path: path(context.codingPath), reason: "\(Self.words(type)) is expected, not null")
        case .typeMismatch(let type, let context):
            self = .invalidField(path: path(context.codingPath), reason: "\(Self.words(type)) is expected")
        case .dataCorrupted(let context):
            self =
                context.codingPath.isEmpty
                ? .malformedJSON(reason: context.debugDescription)
                : .invalidField(path: path(context.codingPath), reason: context.debugDescription)
        @unknown default: self = .malformedJSON(reason: "\(error)")
        }
    }

    /// A type of Swift's in the terms of JSON.
    private static func words(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "a whole number"
        case is [Any].Type: "an array"
        case is [String: Any].Type: "an object"
        default: "\(type)"
        }
    }
}
