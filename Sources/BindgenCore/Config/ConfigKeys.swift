/// The member names of a config's objects; `Specs/bindings.schema.json` has the same.
enum ConfigKeys {
    static let root = ["$schema", "namespace", "access", "imports", "release", "shares", "contracts", "typedData"]
    static let contract = ["name", "specs", "hints", "contract", "include", "exclude", "rename", "enums", "conformances"]
    static let typedData = ["name", "specs"]
    static let conformances = ["structs", "enums", "calls", "returns", "events", "errors"]
    static let protocols = ["Equatable", "Hashable"]
}
