/// A local chain and its services to develop against.
public enum Sandbox {}
