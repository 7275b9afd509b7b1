import BindgenCore
import EVMCore

/// One run of `verify`.
struct VerifyRun {
    private let options: VerifyOptions
    private var diagnostics = Diagnostics()
    private var report = VerifyReport()

    init(_ options: VerifyOptions) { self.options = options }

    /// An endpoint that answered, and its chain.
    private struct Chain {
        var id: UInt64
        var endpoint: ChainEndpoint
    }

    mutating func run() -> ExitCode {
        switch options.subject {
        case .contract(let address, let specs): verify(address, specs)
        case .deployments(let paths): verify(deployments: paths)
        }
        for diagnostic in diagnostics.all { printError(diagnostic.description) }
        guard !diagnostics.hasErrors, !report.entries.isEmpty else { return .usage }
        print(options.isJSON ? JSONWriter.write(report.json) : report.text, terminator: "")
        if report.hasFailures {
            for case .failed(let title, let failure) in report.entries { printError("evm-bindgen verify: error: \(title): \(failure)") }
            return .usage
        }
        return report.findings > 0 ? .finding : .success
    }

    // MARK: - One contract

    private mutating func verify(_ address: Address, _ paths: [String]) {
        let specs = paths.flatMap(files).compactMap { SpecInput.read($0, contract: options.contractName, diagnostics: &diagnostics) }
        if !diagnostics.hasErrors, !specs.contains(where: { !$0.items.isEmpty }) {
            diagnostics.error("no spec has a function, an event or an error to hold the contract against")
        }
        let typedData = readTypedData(options.typedData)
        let known = known(beside: [])
        guard !diagnostics.hasErrors, let given = options.endpoints.first, let chain = connect(given.url, expecting: given.chainID) else { return }
        let names = specs.map { spec in [spec.contractName, spec.release].compactMap { $0 }.joined(separator: " ") }.filter { !$0.isEmpty }
        let title = names.isEmpty ? "contract" : names.count <= 3 ? names.joined(separator: ", ") : "\(names[0]) and \(names.count - 1) more"
        verify(ContractVerification.Subject(title: title, address: address, specs: specs, typedData: typedData), known, chain)
    }

    private mutating func verify(_ subject: ContractVerification.Subject, _ known: KnownFunctions, _ chain: Chain) {
        do throws(VerifyFailure) {
            report.entries.append(
                .verified(
                    try ContractVerification(
                        subject, chainID: chain.id, known: known, allowsUnknown: options.allowsUnknown, endpoint: chain.endpoint)))
        } catch {
            report.entries.append(.failed(title: subject.title, error))
        }
    }

    private mutating func connect(_ url: String, expecting id: UInt64?) -> Chain? {
        do throws(VerifyFailure) {
            let endpoint = ChainEndpoint(try HTTPTransport(url: url, timeout: options.timeout))
            let found = try endpoint.chainID()
            if let id, id != found {
                diagnostics.error("the endpoint is of another chain: expected chain \(id), and it is of chain \(found)")
                return nil
            }
            return Chain(id: found, endpoint: endpoint)
        } catch {
            diagnostics.error(error.description)
            return nil
        }
    }

    // MARK: - Deployments

    private mutating func verify(deployments paths: [String]) {
        var deployments: [DeploymentFile] = []
        for path in paths.flatMap(files) {
            do throws(Diagnostic) {
                deployments.append(try DeploymentFile.read(path))
            } catch {
                diagnostics.add(error)
            }
        }
        if deployments.isEmpty, !diagnostics.hasErrors { diagnostics.error("there is no deployment in \(paths.joined(separator: ", "))") }
        guard !diagnostics.hasErrors else { return }
        let known = known(beside: Set(deployments.map(specsFolder)).sorted())
        let chains = options.endpoints.compactMap { connect($0.url, expecting: $0.chainID) }
        for deployment in deployments where !chains.contains(where: { $0.id == deployment.chainID }) {
            if chains.count == options.endpoints.count {
                let given = chains.map { String($0.id) }.joined(separator: ", ")
                diagnostics.error(
                    "there is no endpoint of chain \(deployment.chainID) (given: \(given)); name one by --rpc \(deployment.chainID)=URL",
                    at: SourceLocation(file: deployment.path))
            }
        }
        guard !diagnostics.hasErrors else { return }
        for deployment in deployments {
            guard let chain = chains.first(where: { $0.id == deployment.chainID }) else { continue }
            for contract in deployment.contracts { verify(contract.name, contract.address, of: deployment, known, chain) }
        }
    }

    private mutating func verify(_ name: String, _ address: Address, of deployment: DeploymentFile, _ known: KnownFunctions, _ chain: Chain) {
        let folder = specsFolder(deployment)
        let file = deployment.path.split(separator: "/").last.map(String.init) ?? deployment.path
        let title = "\(name) of \(file)"
        guard let path = deployment.specPaths(of: name, in: folder).first(where: FileReader.isFile) else {
            report.entries.append(.skipped(title: title, reason: "there is no spec \(deployment.specPaths(of: name, in: folder)[0])"))
            return
        }
        guard let spec = SpecInput.read(path, contract: nil, diagnostics: &diagnostics) else { return }
        let typedData = Folder.names("\(folder)/typed-data").filter { file in
            file.hasSuffix(".json") && DeploymentFile.owns(name, typedData: String(file.dropLast(5)))
        }.map { "\(folder)/typed-data/\($0)" }
        let documents = readTypedData(typedData)
        guard !diagnostics.hasErrors else { return }
        let owner = [spec.contractName, spec.release].compactMap { $0 }.joined(separator: " ")
        verify(
            ContractVerification.Subject(title: "\(owner) (\(title))", address: address, specs: [spec], typedData: documents), known, chain)
    }

    private func specsFolder(_ deployment: DeploymentFile) -> String {
        options.specsFolder ?? PathName.normalize(PathName.folder(of: deployment.path) + "/..")
    }

    // MARK: - Files

    /// The file, or the JSON files that stand in a folder.
    private func files(_ path: String) -> [String] {
        guard Folder.isFolder(path) else { return [path] }
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        return Folder.names(path).filter { $0.hasSuffix(".json") && !$0.hasSuffix(".enums.json") }.map { "\(folder)/\($0)" }
            .filter { !Folder.isFolder($0) }
    }

    private mutating func readTypedData(_ paths: [String]) -> [SpecDocument] {
        paths.compactMap { path in
            guard let document = SpecInput.read(path, contract: nil, diagnostics: &diagnostics) else { return nil }
            if document.typedData.isEmpty { diagnostics.error("there are no EIP-712 types in the file", at: SourceLocation(file: path)) }
            return document
        }
    }

    /// The functions of all specs that are to be looked at: those named, else those of the deployments, else of `Specs`.
    private mutating func known(beside folders: [String]) -> KnownFunctions {
        var known = KnownFunctions()
        for path in options.known ?? [] where !Folder.isFolder(path) {
            if let document = SpecInput.read(path, contract: nil, diagnostics: &diagnostics) { known.add(document) }
        }
        let named = options.known?.filter(Folder.isFolder)
        for folder in named ?? (folders.isEmpty ? ["Specs"] : folders) { add(folder, to: &known, depth: 0) }
        return known
    }

    /// Adds what is a spec in a folder and below; other files stand there too.
    private func add(_ folder: String, to known: inout KnownFunctions, depth: Int) {
        guard depth < 8 else { return }
        for file in files(folder) {
            var ignored = Diagnostics()
            if let document = SpecInput.read(file, contract: nil, diagnostics: &ignored) { known.add(document) }
        }
        for name in Folder.names(folder) where Folder.isFolder("\(folder)/\(name)") && !name.hasPrefix(".") {
            add("\(folder)/\(name)", to: &known, depth: depth + 1)
        }
    }
}
