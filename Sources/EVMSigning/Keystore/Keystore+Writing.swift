public import EVMCore

extension Keystore {
    /// The file's content: one line of JSON, members always in the same order.
    public var json: Bytes {
        let derivation: String
        let salt = Self.hex(keyDerivation.salt)
        switch keyDerivation.cost {
        case .scrypt(let n, let r, let p):
            derivation = #""kdf":"scrypt","kdfparams":{"dklen":32,"n":\#(n),"p":\#(p),"r":\#(r),"salt":"\#(salt)"}"#
        case .pbkdf2(let iterations):
            derivation = #""kdf":"pbkdf2","kdfparams":{"c":\#(iterations),"dklen":32,"prf":"hmac-sha256","salt":"\#(salt)"}"#
        }
        let crypto =
            #""crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"\#(Self.hex(iv))"},"ciphertext":"\#(Self.hex(ciphertext))","#
            + derivation + #","mac":"\#(Self.hex(mac.bytes))"}"#
        // An id is hex digits and hyphens: reading keeps no other, so nothing has to be escaped.
        let members = [
            address.map { #""address":"\#(Self.hex($0.bytes))""# }, crypto, id.map { #""id":"\#($0)""# }, #""version":3"#,
        ]
        return Bytes(utf8: "{" + members.compactMap { $0 }.joined(separator: ",") + "}")
    }

    private static func hex(_ bytes: Bytes) -> String { Hex.encode(bytes, prefix: false) }
}
