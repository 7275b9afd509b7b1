import EVMCore

/// Solidity's own types by name.
enum SolidityElementaryTypes {
    /// The type a keyword means; nil where it is not a type of Solidity's own.
    static func type(named name: String) -> ABIType? {
        // `function` begins a type with parameters, which the parser has read.
        guard name != "function", let type = try? ABIType(parsing: name) else { return nil }
        return type
    }

    /// Why a name that looks like one of Solidity's own types is none; nil where it does not look like one.
    static func objection(to name: String) -> String? {
        do throws(ABITypeError) {
            _ = try ABIType(parsing: name)
            return nil
        } catch {
            guard case .unknownType(_, let hint) = error.kind else { return nil }
            return hint
        }
    }
}
