package import CWebSockets
import Foundation

/// What runs on a ``SocketLoop``'s thread: it is told of everything that happens to the loop's connections.
package protocol SocketLoopHandler: AnyObject {
    /// One event of one connection, on the loop's thread.
    ///
    /// - Parameters:
    ///   - event: libwebsockets' reason for calling.
    ///   - connection: The connection it is about.
    ///   - bytes: What the event carries; valid during the call only.
    /// - Returns: 0 to go on; anything else closes the connection.
    func handle(_ event: lws_callback_reasons, of connection: OpaquePointer, bytes: UnsafeMutableRawBufferPointer) -> Int32

    /// A server's certificate isn't trusted; the connection fails after this.
    ///
    /// - Parameters:
    ///   - connection: The connection that is being opened.
    ///   - reason: OpenSSL's words.
    func certificateRefused(of connection: OpaquePointer, reason: String)

    /// The loop has ended and every connection is gone. The last call, on the loop's thread.
    func loopEnded()
}

extension SocketLoopHandler {
    /// For a loop with no clients.
    package func certificateRefused(of connection: OpaquePointer, reason: String) {}
}

/// One libwebsockets context and the thread that serves it.
///
/// libwebsockets is single-threaded: all its functions but one may be called only from the thread that serves the context.
/// Whoever wants something done posts a job, which that thread runs between two rounds of events.
///
/// `@unchecked Sendable`: the stored variables are read and written under `lock` only; `handler` and the context's connections are used by
/// the loop's thread only; `lws_cancel_service`, the one call from other threads, is made under `lock` and never after the context was taken down.
package final class SocketLoop: @unchecked Sendable {
    private let lock = NSLock()
    private let handler: any SocketLoopHandler
    private var context: OpaquePointer?
    private var jobs: [@Sendable () -> Void] = []
    private var stopping = false
    private var ended = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// The TCP port listened on, 0 for a loop of clients.
    package let port: UInt16

    /// Makes the context and starts its thread.
    ///
    /// - Parameters:
    ///   - name: The thread's name, for debuggers.
    ///   - options: Whether it listens, and what it trusts.
    ///   - handler: Told of all events; kept until the loop has ended.
    ///   - ready: Called with the loop before its thread starts.
    /// - Throws: ``SocketLoopError`` where the address can't be listened on or a certificate can't be read.
    package init(name: String, options: SocketLoopOptions, handler: any SocketLoopHandler, ready: (SocketLoop) -> Void = { _ in }) throws(SocketLoopError) {
        self.handler = handler
        // Callbacks find the handler through this box. No connection has an event before the thread below serves the context.
        let owner = LoopOwner()
        let made = options.makeContext(user: Unmanaged.passUnretained(owner).toOpaque())
        guard let made else { throw options.listens ? .cannotListen : .cannotStart }
        context = made
        if options.listens {
            let bound = lws_get_vhost_by_name(made, "default").map { lws_get_vhost_listen_port($0) } ?? -1
            guard let bound = UInt16(exactly: bound), bound != 0 else {
                lws_context_destroy(made)
                throw .cannotListen
            }
            port = bound
        } else {
            port = 0
        }
        owner.handler = handler
        ready(self)
        // The thread keeps the loop, the owner and with them the handler until the context is destroyed.
        let confined = Confined(context: made, owner: owner)
        let thread = Thread {
            // On Linux the system learns the name only from the thread itself, and Foundation passes it on only once `start` has come back.
            self.lock.withLock { Thread.current.name = name }
            self.run(confined)
        }
        thread.stackSize = 1 << 20
        lock.withLock { thread.start() }
    }

    /// Has the loop's thread run `job`. Jobs run in the order in which they were posted.
    ///
    /// - Returns: Whether it will run: false once the loop is stopping.
    @discardableResult
    package func post(_ job: @escaping @Sendable () -> Void) -> Bool {
        lock.withLock {
            guard !stopping, let context else { return false }
            jobs.append(job)
            // The first job wakes the thread; it takes all that have gathered when it gets there.
            if jobs.count == 1 { lws_cancel_service(context) }
            return true
        }
    }

    /// The context, for calls that take one. For the loop's own thread.
    package var contextOnItsThread: OpaquePointer? {
        lock.withLock { context }
    }

    /// Ends the loop: connections that are still open are dropped. Returns at once; ``stop()`` waits for the end.
    package func requestStop() {
        lock.withLock {
            stopping = true
            if let context { lws_cancel_service(context) }
        }
    }

    /// Ends the loop and returns when its thread has let go of everything.
    package func stop() async {
        requestStop()
        await withCheckedContinuation { continuation in
            let over = lock.withLock {
                if !ended { waiters.append(continuation) }
                return ended
            }
            if over { continuation.resume() }
        }
    }

    private func run(_ confined: Confined) {
        while true {
            let (batch, last) = lock.withLock {
                defer { jobs.removeAll() }
                return (jobs, stopping)
            }
            for job in batch { job() }
            if last || lws_service(confined.context, 0) < 0 { break }
        }
        let late = lock.withLock {
            stopping = true
            context = nil
            defer { jobs.removeAll() }
            return jobs
        }
        // What was promised to run runs, so that nobody waits for ever.
        for job in late { job() }
        lws_context_destroy(confined.context)
        handler.loopEnded()
        let waiting = lock.withLock {
            ended = true
            defer { waiters.removeAll() }
            return waiters
        }
        for waiter in waiting { waiter.resume() }
    }
}

/// Why a loop can't start.
package enum SocketLoopError: Error {
    /// The address or port can't be listened on, or the certificate or key can't be read.
    case cannotListen
    /// libwebsockets made no context: out of memory or descriptors, or the trusted certificates can't be read.
    case cannotStart
}

/// What the loop's callbacks find their handler through.
final class LoopOwner {
    var handler: (any SocketLoopHandler)?
}

/// What is handed to the loop's thread when it starts and touched by nobody else from then on.
private struct Confined: @unchecked Sendable {
    let context: OpaquePointer
    let owner: LoopOwner
}
