/// Reads a spec, whatever its form.
///
/// Forms: a JSON ABI; an artifact of Foundry, Hardhat or Truffle; solc's combined or standard JSON output, also inside Hardhat's build info; EIP-712 documents and
/// bare encodeType strings; Solidity declarations. The content decides, but for `.sol`.
public enum SpecReader {
    /// Reads a file, and the enum case names in `X.enums.json` beside `X.json`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - contract: The contract to take where the file holds several: its name, or `path.sol:Name`.
    ///   - diagnostics: Receives all problems of the file; with errors among them the document is incomplete.
    public static func read(path: String, contract: String? = nil, diagnostics: inout Diagnostics) -> SpecDocument {
        var document = SpecDocument(file: path)
        do throws(Diagnostic) {
            document = read(try FileReader.read(path), file: path, contract: contract, diagnostics: &diagnostics)
            if let sidecar = EnumNamesReader.sidecar(of: path), FileReader.isFile(sidecar) {
                let root = try JSONNode.parse(try FileReader.read(sidecar), file: sidecar)
                document.enums.merge(EnumNamesReader.read(root, "the file with enum case names", &diagnostics)) { _, stated in stated }
            }
        } catch {
            diagnostics.add(error)
        }
        return document
    }

    /// Reads a text.
    public static func read(_ text: [UInt8], file: String, contract: String? = nil, diagnostics: inout Diagnostics) -> SpecDocument {
        if file.hasSuffix(".sol") { return SolidityReader.read(text, file: file, contract: contract, diagnostics: &diagnostics) }
        let start = text.starts(with: JSONScanner.byteOrderMark) ? JSONScanner.byteOrderMark.count : 0
        let first = text[start...].first { !isSpace($0) }
        let isJSON = file.hasSuffix(".json") || first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        guard isJSON else { return readPlain(text, file: file, contract: contract, diagnostics: &diagnostics) }
        var document = SpecDocument(file: file)
        do throws(Diagnostic) {
            let root = try JSONNode.parse(text, file: file)
            read(root, contract: contract, into: &document, &diagnostics)
            // The tree of a very large file is not kept until the run is over.
            if text.count <= JSONLimits.bytesReadUnseen { BackgroundWork.release(root) }
        } catch {
            diagnostics.add(error)
        }
        return document
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

    /// encodeType strings where the first line that says something looks like one, else Solidity.
    private static func readPlain(_ text: [UInt8], file: String, contract: String?, diagnostics: inout Diagnostics) -> SpecDocument {
        let lines = text.split(separator: 0x0a).lazy.map { $0.drop(while: isSpace) }
        let line = lines.first { !$0.isEmpty && !$0.starts(with: "#".utf8) && !$0.starts(with: "//".utf8) }
        guard let line, EncodeTypeReader.seemsEncodeType(line), !line.starts(with: "constructor".utf8) else {
            return SolidityReader.read(text, file: file, contract: contract, diagnostics: &diagnostics)
        }
        var document = SpecDocument(file: file)
        var reader = EncodeTypeReader()
        document.typedData = reader.read(text: text, file: file)
        for problem in reader.diagnostics.all { diagnostics.add(problem) }
        return document
    }

    // MARK: - JSON

    private static func read(_ root: JSONNode, contract: String?, into document: inout SpecDocument, _ diagnostics: inout Diagnostics) {
        switch root.value {
        case .array(let elements): read(elements, root, into: &document, &diagnostics)
        case .object:
            if root["abi"] != nil {
                ArtifactReader.read(root, contract: contract, into: &document, &diagnostics)
            } else if root["contracts"] != nil {
                ArtifactReader.readCompilerOutput(root, contract: contract, into: &document, &diagnostics)
            } else if let output = root["output"], output["contracts"] != nil {
                ArtifactReader.readCompilerOutput(output, contract: contract, into: &document, &diagnostics)
            } else if root["types"] != nil || root["primaryType"] != nil {
                readTypedData([root], into: &document, &diagnostics)
            } else {
                reportForm("an object without 'abi', 'contracts' or 'types'", at: root, &diagnostics)
            }
        default: reportForm(root.value.kind, at: root, &diagnostics)
        }
    }

    private static func reportForm(_ found: String, at node: JSONNode, _ diagnostics: inout Diagnostics) {
        diagnostics.error(
            "this is no spec but \(found): a spec is a JSON ABI (an array), an artifact (with 'abi'), a compiler's output (with 'contracts') or "
                + "an EIP-712 document (with 'types' and 'primaryType')", at: node.location)
    }

    private static func read(_ elements: [JSONNode], _ root: JSONNode, into document: inout SpecDocument, _ diagnostics: inout Diagnostics) {
        let first = elements.first { $0.object != nil } ?? elements.first
        if first?["types"] != nil || first?["primaryType"] != nil {
            readTypedData(elements, into: &document, &diagnostics)
        } else if first?.string != nil || (first?["hash"] != nil && first?["type"]?.string?.contains("(") == true) {
            var reader = EncodeTypeReader()
            document.typedData = reader.read(elements)
            for problem in reader.diagnostics.all { diagnostics.add(problem) }
        } else {
            var reader = ABIReader()
            document.items = reader.items(root)
            for problem in reader.diagnostics.all { diagnostics.add(problem) }
        }
    }

    private static func readTypedData(_ documents: [JSONNode], into document: inout SpecDocument, _ diagnostics: inout Diagnostics) {
        var reader = TypedDataReader()
        document.typedData = documents.compactMap { reader.read($0) }
        for problem in reader.diagnostics.all { diagnostics.add(problem) }
    }
}
