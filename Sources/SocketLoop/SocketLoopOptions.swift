import CWebSockets
import Foundation

/// What a ``SocketLoop`` listens on and whom it trusts.
package struct SocketLoopOptions {
    /// A certificate and its key, PEM files.
    package struct Identity: Sendable {
        package var certificate: String
        package var key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// The port of 127.0.0.1 to listen on, 0 for any; nil for a loop of clients.
    package var listeningPort: UInt16?
    /// With it, the listener speaks TLS only.
    package var identity: Identity?
    /// A PEM file of the certificates that clients trust, in place of the system's.
    package var trustedCertificates: String?

    package init(listeningPort: UInt16? = nil, identity: Identity? = nil, trustedCertificates: String? = nil) {
        self.listeningPort = listeningPort
        self.identity = identity
        self.trustedCertificates = trustedCertificates
    }

    var listens: Bool { listeningPort != nil }

    /// How many descriptors a loop may have: libwebsockets sizes its tables by this, and without it by the process's limit.
    private static let descriptorsPerLoop: UInt32 = 4096

    /// A context as these options say.
    ///
    /// - Parameter user: What `lws_context_user` returns in callbacks.
    func makeContext(user: UnsafeMutableRawPointer) -> OpaquePointer? {
        LoopConstants.quiet
        var info = lws_context_creation_info()
        info.user = user
        info.protocols = LoopConstants.protocols
        info.uid = -1
        info.gid = -1
        info.fd_limit_per_thread = Self.descriptorsPerLoop
        info.keepalive_timeout = 120
        info.timeout_secs = 20
        info.max_http_header_data = 16384
        // The macros of this group use `1ll`, which isn't imported.
        info.options = UInt64(1) << 35  // LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES
        // Each context that is made with TLS renews the process-wide index under which libwebsockets 4.1 finds a connection from OpenSSL's:
        // certificates that are being verified at that moment are refused. So a plain server goes without TLS, and clients share one context.
        if !listens || identity != nil { info.options |= UInt64(1) << 12 }  // LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT
        guard let listeningPort else {
            info.port = -1  // CONTEXT_PORT_NO_LISTEN
            if let trustedCertificates {
                info.options |= UInt64(1) << 6  // LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS
                return trustedCertificates.withCString { path in
                    info.client_ssl_ca_filepath = path
                    return lws_create_context(&info)
                }
            }
            return lws_create_context(&info)
        }
        info.port = Int32(listeningPort)
        info.iface = LoopConstants.loopback
        info.options |= UInt64(1) << 5 | UInt64(1) << 30  // LWS_SERVER_OPTION_DISABLE_IPV6, LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND
        guard let identity else { return lws_create_context(&info) }
        return identity.certificate.withCString { certificate in
            identity.key.withCString { key in
                info.ssl_cert_filepath = certificate
                info.ssl_private_key_filepath = key
                return lws_create_context(&info)
            }
        }
    }
}

/// What libwebsockets keeps pointers to for as long as a context lives: made once, never freed.
private enum LoopConstants {
    /// Its own log is off: what goes wrong is reported to whoever asked.
    static let quiet: Void = lws_set_log_level(0, nil)

    /// An immutable C string.
    nonisolated(unsafe) static let loopback: UnsafePointer<CChar>? = UnsafePointer(strdup("127.0.0.1"))

    /// The one protocol, for HTTP and for sockets that name none, and the end of the list. Not written to once made.
    nonisolated(unsafe) static let protocols: UnsafePointer<lws_protocols> = {
        let list = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
        var only = lws_protocols()
        only.name = UnsafePointer(strdup("http"))
        only.callback = dispatch
        only.rx_buffer_size = 65536
        list.initialize(to: only)
        (list + 1).initialize(to: lws_protocols())
        return UnsafePointer(list)
    }()
}

/// The callback of every connection: finds the loop's handler and passes the event on.
private func dispatch(
    connection: OpaquePointer?, event: lws_callback_reasons, session: UnsafeMutableRawPointer?, bytes: UnsafeMutableRawPointer?, count: Int
) -> Int32 {
    guard let connection, let context = lws_get_context(connection), let user = lws_context_user(context) else { return 0 }
    // The owner outlives the context: the loop's thread holds it until after `lws_context_destroy`.
    guard let handler = Unmanaged<LoopOwner>.fromOpaque(user).takeUnretainedValue().handler else { return 0 }
    if event == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION {
        // `count` is whether OpenSSL trusts it, `session` OpenSSL's verification. 0 leaves the decision to OpenSSL.
        if count == 0, let session {
            let words = X509_verify_cert_error_string(Int(X509_STORE_CTX_get_error(OpaquePointer(session)))).map { String(cString: $0) }
            handler.certificateRefused(of: connection, reason: words ?? "unknown")
        }
        return 0
    }
    // For some events `count` isn't the length of anything; those that carry bytes set both.
    return handler.handle(event, of: connection, bytes: UnsafeMutableRawBufferPointer(start: bytes, count: bytes == nil ? 0 : max(0, count)))
}
