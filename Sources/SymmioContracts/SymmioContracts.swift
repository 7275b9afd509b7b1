/// Typed Swift for Symmio's contracts, one namespace per release: `Symmio084`, `Symmio085` and `Symmio086`.
///
/// Everything but this file is made by `evm-bindgen` from Specs/, as the three `*.bindings.json` beside this file say. Items that two
/// releases share are emitted for the older one and are aliases in the newer, so that they are one Swift type.
///
/// How the Swift comes here: where this package is being developed, by the build plugin at each build; where it was fetched as a
/// dependency, from the snapshot in Generated/. Both give the same code; `swift package generate-bindings` writes the snapshot and
/// `--check` holds it equal to Specs/. The environment variable `SYMMIO_BINDINGS`, `plugin` or `snapshot`, decides instead.
public enum SymmioRelease: String, Sendable, CaseIterable {
    /// Diamond 0.8.4: Core, MultiAccount, SymmioPartyB.
    case v084 = "0.8.4"
    /// Diamond 0.8.5: Core, Account Layer, Instant Layer, AccountManager, SymmioPartyB.
    case v085 = "0.8.5"
    /// Diamond 0.8.6: Core, Account Layer, Instant Layer, SymmioPartyB.
    case v086 = "0.8.6"
}
