import CWebSockets
import Foundation

/// Reads what libwebsockets parsed of a request's head.
enum RequestHead {
    private static let methods: [(lws_token_indexes, String)] = [
        (WSI_TOKEN_GET_URI, "GET"), (WSI_TOKEN_POST_URI, "POST"), (WSI_TOKEN_DELETE_URI, "DELETE"), (WSI_TOKEN_PUT_URI, "PUT"),
        (WSI_TOKEN_PATCH_URI, "PATCH"), (WSI_TOKEN_HEAD_URI, "HEAD"), (WSI_TOKEN_OPTIONS_URI, "OPTIONS"),
    ]

    /// Fields that the services here know and libwebsockets has no token for.
    private static let furtherFields = ["app-name", "x-request-id", "x-api-key", "x-signature", "x-timestamp", "x-address", "sec-websocket-protocol"]

    /// The request of a connection whose head is complete, with no body.
    ///
    /// - Returns: Nil for a method that is none of HTTP's common ones.
    static func read(_ wsi: OpaquePointer) -> ServerRequest? {
        guard let (token, method) = methods.first(where: { lws_hdr_total_length(wsi, $0.0) > 0 }), let path = value(wsi, token) else { return nil }
        return ServerRequest(method: method, path: path, query: query(wsi), headers: headers(wsi), body: Data())
    }

    private static func headers(_ wsi: OpaquePointer) -> [String: String] {
        var result: [String: String] = [:]
        for index in 0..<WSI_TOKEN_COUNT.rawValue {
            let token = lws_token_indexes(index)
            guard lws_hdr_total_length(wsi, token) > 0, let name = lws_token_to_string(token) else { continue }
            let field = name.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
            // Header fields end in a colon here; HTTP/2's begin with one, and methods end in a space.
            guard field.hasSuffix(":"), !field.hasPrefix(":"), let value = value(wsi, token) else { continue }
            result[String(field.dropLast()).lowercased()] = value
        }
        for name in furtherFields {
            let key = name + ":"
            let length = lws_hdr_custom_length(wsi, key, Int32(key.utf8.count))
            guard length > 0 else { continue }
            var buffer = [CChar](repeating: 0, count: Int(length) + 1)
            guard lws_hdr_custom_copy(wsi, &buffer, Int32(buffer.count), key, Int32(key.utf8.count)) >= 0 else { continue }
            result[name] = text(buffer)
        }
        return result
    }

    private static func query(_ wsi: OpaquePointer) -> [(name: String, value: String)] {
        var result: [(name: String, value: String)] = []
        let total = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS)
        guard total > 0 else { return [] }
        var index: Int32 = 0
        while true {
            var buffer = [CChar](repeating: 0, count: Int(total) + 1)
            // libwebsockets splits the query at `&` and decodes each item.
            guard lws_hdr_copy_fragment(wsi, &buffer, Int32(buffer.count), WSI_TOKEN_HTTP_URI_ARGS, index) >= 0 else { return result }
            let item = text(buffer)
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            result.append((String(parts.first ?? ""), parts.count > 1 ? String(parts[1]) : ""))
            index += 1
        }
    }

    private static func value(_ wsi: OpaquePointer, _ token: lws_token_indexes) -> String? {
        let length = lws_hdr_total_length(wsi, token)
        guard length >= 0 else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(length) + 1)
        guard lws_hdr_copy(wsi, &buffer, Int32(buffer.count), token) >= 0 else { return nil }
        return text(buffer)
    }

    /// Up to the first zero; what isn't UTF-8 is replaced.
    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
