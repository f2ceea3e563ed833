//! The HTTP server: who may ask is checked here, and answers are sent with headers that keep a browser careful.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Json};
use axum::routing::{get, post};
use axum::{Router, response};
use futures_util::Stream;
use futures_util::stream;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::json;
use syncit_engine::api::{ApiError, Command, Worded};
use syncit_words::Voice;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::confine::Roots;
use crate::door::{Door, Foreign};
use crate::engine::Engine;
use crate::error::Error;
use crate::gate::{self, Closed, Gate};
use crate::page;
use crate::reasons::{Refused, voice};
use crate::shell::ShellInfo;

/// The port that is tried first.
pub const PORT: u16 = 22_080;
/// How many connections may be open at a time. Further ones wait to be accepted.
const MAX_CONNECTIONS: usize = 64;
/// The largest request, in bytes; that of the control socket.
const MAX_REQUEST: usize = 64 << 10;
/// How long the headers of a request, its body, or a TLS handshake may take.
const SENT_WITHIN: Duration = Duration::from_secs(10);
/// How many ports after the first are tried.
const OTHER_PORTS: u16 = 20;
/// How long nothing is accepted after that failed, because too many files are open, say.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// What all requests share.
pub(crate) struct App {
    pub(crate) gate: Mutex<Gate>,
    pub(crate) door: Door,
    pub(crate) roots: Roots,
    pub(crate) engine: Engine,
    /// Told who opened a page by a link.
    pub(crate) opened: Box<dyn Fn(IpAddr) + Send + Sync>,
}

/// The address of the other end of a connection.
#[derive(Clone, Copy)]
struct Peer(IpAddr);

/// Listens on an address, or on loopback at the first free port from [`PORT`] on.
pub(crate) async fn listen(address: Option<SocketAddr>) -> Result<TcpListener, Error> {
    if let Some(address) = address {
        return TcpListener::bind(address).await.map_err(|cause| Error::Listen { address, cause });
    }
    let mut port = PORT;
    loop {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        match TcpListener::bind(address).await {
            Err(cause) if cause.kind() == std::io::ErrorKind::AddrInUse && port < PORT + OTHER_PORTS => port += 1,
            bound => return bound.map_err(|cause| Error::Listen { address, cause }),
        }
    }
}

/// Accepts connections for as long as the runtime exists.
pub(crate) async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, app: Arc<App>) {
    let router = router(app);
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    while let Ok(permit) = room.clone().acquire_owned().await {
        let Ok((stream, peer)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_AGAIN).await;
            continue;
        };
        let router = router.clone().layer(Extension(Peer(peer.ip())));
        let tls = tls.clone();
        tokio::spawn(async move {
            let _permit = permit;
            connection(stream, tls, router).await;
        });
    }
}

async fn connection(stream: TcpStream, tls: Option<TlsAcceptor>, router: Router) {
    // Answers are small.
    let _ = stream.set_nodelay(true);
    match tls {
        None => exchange(stream, router).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(SENT_WITHIN, tls.accept(stream)).await {
                exchange(stream, router).await;
            }
        }
    }
}

async fn exchange(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, router: Router) {
    let service = TowerToHyperService::new(router);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SENT_WITHIN)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        tracing::debug!("a connection of the browser ended: {error}");
    }
}

fn router(app: Arc<App>) -> Router {
    let for_pages = Router::new()
        .route("/api/call", post(call))
        .route("/api/shell", get(shell))
        .route("/api/changes", get(changes))
        .route_layer(middleware::from_fn_with_state(app.clone(), admit));
    Router::new()
        .route("/api/open", post(open))
        .merge(for_pages)
        .fallback(file)
        .layer(middleware::from_fn_with_state(app.clone(), check))
        .with_state(app)
}

/// Refuses requests for other hosts and of other sites, and keeps every answer out of caches and frames.
async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = match app.door.refuses(request.headers(), is_api) {
        None => next.run(request).await,
        Some(Foreign::Host) => {
            (StatusCode::MISDIRECTED_REQUEST, "This is not the window of that host.").into_response()
        }
        Some(Foreign::Origin) => (StatusCode::FORBIDDEN, "Only the window's own pages may ask this.").into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(header::CONTENT_SECURITY_POLICY, page::POLICY);
    response
}

/// Lets only open pages through: those that send their token.
async fn admit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let token = token(request.headers());
    if token.is_some_and(|token| app.gate.lock().admits(token, Instant::now())) {
        return next.run(request).await;
    }
    refuse(StatusCode::UNAUTHORIZED, Refused::Locked, &voice(request.headers()))
}

fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    secret: String,
}

/// Exchanges a link's secret for a token.
async fn open(State(app): State<Arc<App>>, Extension(Peer(peer)): Extension<Peer>, request: Request) -> Response<Body> {
    let voice = voice(request.headers());
    let Open { secret } = match body(request).await {
        Ok(open) => open,
        Err(refusal) => return *refusal,
    };
    let Ok(token) = gate::secret() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let exchanged = app.gate.lock().exchange(&secret, &token, Instant::now());
    match exchanged {
        Ok(()) => {
            (app.opened)(peer);
            Json(json!({ "token": token })).into_response()
        }
        Err(Closed::NoLink) => refuse(StatusCode::FORBIDDEN, Refused::NoLink, &voice),
        Err(Closed::TooMany) => refuse(StatusCode::TOO_MANY_REQUESTS, Refused::TooManyLinks, &voice),
    }
}

/// Passes a command to the engine.
async fn call(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let voice = voice(request.headers());
    let command: Command = match body(request).await {
        Ok(command) => command,
        Err(refusal) => return *refusal,
    };
    let answer = match app.roots.confine(command) {
        Ok(command) => app.engine.call(command, voice).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(reply) => Json(json!({ "reply": reply })).into_response(),
        Err(error) => Json(json!({ "error": error.worded(&voice) })).into_response(),
    }
}

async fn shell(State(app): State<Arc<App>>) -> Response<Body> {
    Json(ShellInfo::of(app.engine.home(), &app.door.host_name, app.roots.all())).into_response()
}

/// Sends a hint at once and whenever something may have changed.
async fn changes(State(app): State<Arc<App>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = app.engine.changes();
    changes.mark_changed();
    let hints = stream::unfold(changes, |mut changes| async {
        changes.changed().await.ok()?;
        changes.mark_unchanged();
        Some((Ok(Event::default().data("changed")), changes))
    });
    Sse::new(hints).keep_alive(KeepAlive::default())
}

async fn file(request: Request) -> Response<Body> {
    match *request.method() {
        Method::GET | Method::HEAD => page::file(request.uri().path()),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// Reads a request's JSON. Browsers ask first before they send this type to another site.
async fn body<T: for<'a> Deserialize<'a>>(request: Request) -> Result<T, Box<Response<Body>>> {
    let is_json = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let voice = voice(request.headers());
    let bad = |status, why| Box::new(refuse(status, why, &voice));
    if !is_json {
        return Err(bad(StatusCode::UNSUPPORTED_MEDIA_TYPE, Refused::NotJson));
    }
    let read = timeout(SENT_WITHIN, to_bytes(request.into_body(), MAX_REQUEST)).await;
    let bytes = match read {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => return Err(bad(StatusCode::PAYLOAD_TOO_LARGE, Refused::TooLarge)),
        Err(_) => return Err(bad(StatusCode::REQUEST_TIMEOUT, Refused::TooSlow)),
    };
    serde_json::from_slice(&bytes)
        .map_err(|error| bad(StatusCode::BAD_REQUEST, Refused::Unreadable { words: error.to_string() }))
}

fn refuse(status: StatusCode, why: Refused, voice: &Voice) -> response::Response {
    (status, Json(json!({ "error": ApiError::from(why).worded(voice) }))).into_response()
}
