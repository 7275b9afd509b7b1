import EVMCore

extension JSONNode {
    /// The text of a member that has to be there.
    func text(_ key: String) throws(DynamicFailure) -> String {
        guard let node = self[key] else { throw DynamicFailure("'\(key)' is missing", at: key) }
        guard let text = node.string else { throw DynamicFailure("a string is expected, not \(node.value.kind)", at: key) }
        return text
    }

    /// The bytes of a member that has to be there and to be a `0x` text.
    func bytes(_ key: String) throws(DynamicFailure) -> Bytes {
        guard let node = self[key] else { throw DynamicFailure("'\(key)' is missing", at: key) }
        return try node.bytes(at: key)
    }

    private func bytes(at path: String) throws(DynamicFailure) -> Bytes {
        do {
            guard case .bytes(let bytes) = try DynamicABIValue(json: self, as: .bytes) else { return Bytes([]) }
            return bytes
        } catch {
            throw error.inside(path)
        }
    }

    /// The words of a member that has to be there and to be an array of 32-byte `0x` texts.
    func words(_ key: String) throws(DynamicFailure) -> [Bytes32] {
        guard let node = self[key] else { throw DynamicFailure("'\(key)' is missing", at: key) }
        guard let elements = node.array else { throw DynamicFailure("an array is expected, not \(node.value.kind)", at: key) }
        var words: [Bytes32] = []
        for (index, element) in elements.enumerated() {
            let path = "\(key)[\(index)]"
            let bytes = try element.bytes(at: path)
            guard let word = Bytes32(bytes) else { throw DynamicFailure("32 bytes are expected, not \(bytes.count)", at: path) }
            words.append(word)
        }
        return words
    }
}
