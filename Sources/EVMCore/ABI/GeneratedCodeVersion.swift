/// The generation of generated code that this runtime runs: generated files name it, so that a mismatch is an error when they are compiled and not a
/// surprise when they run.
public enum GeneratedCodeVersion2 {}
