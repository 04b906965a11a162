//! The relay over real sockets: every byte arrives, the ends are told, and neither side can fill
//! the proxy's memory.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use porthole::proxy::{ByteStream, InProcess, Limits, Target};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::Frame};

use crate::proxy_support::{
    closing, echo_target, open, open_over, open_raw, open_raw_with, pattern, proxy_to, proxy_to_target,
    receive, target, within,
};
use crate::support::PATIENCE;

const MIB: usize = 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn bytes_come_back_as_they_were_sent() {
    let proxy = proxy_to(echo_target().await, Limits::default());
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    for len in [1, 2, 125, 126, 127, 65_535, 65_536, 65_537, MIB, 4 * MIB] {
        let sent = pattern(len);
        client.send(Message::Binary(sent.clone().into())).await.unwrap();
        assert!(receive(&mut client, len).await == sent, "{len} bytes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_and_fragmented_messages_are_only_bytes() {
    let proxy = proxy_to(echo_target().await, Limits::default());
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    let part = |bytes: &'static str, opcode, is_final| {
        Message::Frame(Frame::message(Bytes::from_static(bytes.as_bytes()), OpCode::Data(opcode), is_final))
    };
    client.send(Message::Binary(Bytes::new())).await.unwrap();
    client.send(part("one ", Data::Binary, false)).await.unwrap();
    client.send(Message::Ping(Bytes::from_static(b"between"))).await.unwrap();
    client.send(part("two ", Data::Continue, false)).await.unwrap();
    client.send(part("three", Data::Continue, true)).await.unwrap();
    assert_eq!(receive(&mut client, 13).await, b"one two three");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_comes_with_the_handshake_is_not_lost() {
    let proxy = proxy_to(echo_target().await, Limits::default());
    let mut stream = open_raw_with(proxy.address, b"\x82\x85\0\0\0\0Hello").await;
    let mut echo = [0; 7];
    within(stream.read_exact(&mut echo)).await.unwrap();
    assert_eq!(&echo, b"\x82\x05Hello");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_is_answered() {
    let proxy = proxy_to(echo_target().await, Limits::default());
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    client.send(Message::Ping(Bytes::from_static(b"are you there"))).await.unwrap();
    let answer = within(client.next()).await.unwrap().unwrap();
    assert_eq!(answer, Message::Pong(Bytes::from_static(b"are you there")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_words_of_a_target_arrive_before_its_end() {
    let target = target(|mut stream: TcpStream| async move {
        stream.write_all(&pattern(MIB)).await.unwrap();
    })
    .await;
    let proxy = proxy_to(target, Limits::default());
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    assert!(receive(&mut client, MIB).await == pattern(MIB));
    let (code, reason) = closing(&mut client).await;
    assert_eq!(code, 1000, "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_breaks_off_is_not_one_that_hangs_up() {
    let target = target(|stream: TcpStream| async move {
        // So does a machine go that is killed with input still unread.
        stream.peek(&mut [0]).await.unwrap();
        socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
    })
    .await;
    let proxy = proxy_to(target, Limits::default());
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    client.send(Message::Binary("a key".into())).await.unwrap();
    let (code, reason) = closing(&mut client).await;
    assert_eq!((code, reason.contains("was lost")), (4504, true), "{reason}");
}

/// A display server that speaks when it is spoken to, but takes nothing of it.
struct Deaf {
    /// What becomes of what is written to it.
    failure: io::ErrorKind,
    spoken_to: bool,
    words: Bytes,
    reader: Option<Waker>,
}

const LAST_WORDS: &[u8] = b"I never heard you";

impl AsyncRead for Deaf {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.spoken_to {
            self.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        buf.put_slice(&self.words.split_off(0));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Deaf {
    fn poll_write(mut self: Pin<&mut Self>, _cx: &mut Context<'_>, _buf: &[u8]) -> Poll<io::Result<usize>> {
        self.spoken_to = true;
        self.words = Bytes::from_static(LAST_WORDS);
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
        Poll::Ready(Err(self.failure.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_words_of_a_target_that_listens_no_more_arrive_as_well() {
    struct AllDeaf(io::ErrorKind);
    impl InProcess for AllDeaf {
        fn connect(&self) -> Box<dyn ByteStream> {
            Box::new(Deaf { failure: self.0, spoken_to: false, words: Bytes::new(), reader: None })
        }
    }
    let limits = Limits { last_words_time: PATIENCE, ..Limits::default() };
    let table = [
        (io::ErrorKind::BrokenPipe, 1000, "it had hung up before"),
        (io::ErrorKind::ConnectionReset, 4504, "it broke off, which is told only once"),
        (io::ErrorKind::TimedOut, 4504, "so is this"),
    ];
    for (failure, code, why) in table {
        let proxy = proxy_to_target(Target::InProcess(Arc::new(AllDeaf(failure))), limits.clone());
        let mut client = open(proxy.address, "/", &[]).await.unwrap();
        client.send(Message::Binary("are you there".into())).await.unwrap();
        assert_eq!(receive(&mut client, LAST_WORDS.len()).await, LAST_WORDS);
        assert_eq!(closing(&mut client).await.0, code, "{failure}: {why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_browser_reaches_the_target() {
    let (ends, mut ended) = mpsc::unbounded_channel();
    let target = target(move |mut stream: TcpStream| {
        let ends = ends.clone();
        async move {
            let mut received = Vec::new();
            let outcome = stream.read_to_end(&mut received).await;
            ends.send((received, outcome.is_ok())).unwrap();
        }
    })
    .await;
    let proxy = proxy_to(target, Limits::default());

    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    client.send(Message::Binary("polite".into())).await.unwrap();
    let goodbye = CloseFrame { code: CloseCode::Normal, reason: "done".into() };
    client.send(Message::Close(Some(goodbye))).await.unwrap();
    assert_eq!(closing(&mut client).await.0, 1000, "the close frame is answered");
    assert_eq!(within(ended.recv()).await.unwrap(), (b"polite".to_vec(), true));

    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    client.send(Message::Binary("rude".into())).await.unwrap();
    drop(client);
    assert_eq!(within(ended.recv()).await.unwrap(), (b"rude".to_vec(), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_binary_message_ends_the_session_with_its_code() {
    let proxy = proxy_to(echo_target().await, patient());
    for (frame, code) in [
        // "Hello" as text, masked with zeros.
        (&b"\x81\x85\0\0\0\0Hello"[..], 1003_u16),
        // A binary frame that is not masked.
        (b"\x82\x05Hello", 1002),
        // A reserved bit, which no extension has been agreed for.
        (b"\xc2\x85\0\0\0\0Hello", 1002),
        // An operation code that does not exist.
        (b"\x83\x85\0\0\0\0Hello", 1002),
        // A ping in two parts.
        (b"\x09\x81\0\0\0\0H", 1002),
        // A frame of 2^40 bytes.
        (b"\x82\xff\0\0\x01\0\0\0\0\0\0\0\0\0", 1009),
    ] {
        let mut stream = open_raw(proxy.address).await;
        stream.write_all(frame).await.unwrap();
        let mut head = [0; 4];
        within(stream.read_exact(&mut head)).await.unwrap();
        assert_eq!(head[0], 0x88, "a close frame answers {frame:x?}");
        assert_eq!(u16::from_be_bytes([head[2], head[3]]), code, "{frame:x?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_many_small_parts_is_too_large_as_well() {
    let proxy = proxy_to(echo_target().await, patient());
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    let part = Bytes::from(vec![0; MIB]);
    for index in 0..6 {
        let opcode = OpCode::Data(if index == 0 { Data::Binary } else { Data::Continue });
        // The proxy hangs up somewhere in the middle.
        if client.send(Message::Frame(Frame::message(part.clone(), opcode, false))).await.is_err() {
            break;
        }
    }
    assert_eq!(closing(&mut client).await.0, 1009);
}

/// Limits of a proxy that waits for its goodbye to be read however busy the machine is.
fn patient() -> Limits {
    Limits { close_time: PATIENCE, ..Limits::default() }
}

/// What a test offers to a side that does not read, and what the other side, the proxy and all
/// kernel buffers in between may take of it. The proxy's own share is well below one MiB.
const OFFERED: usize = 64 * MIB;
const TAKEN_AT_MOST: usize = 24 * MIB;

/// Returns when a counter has stood still for a while. Standing still too early only makes the
/// number smaller.
async fn settled(counter: &AtomicUsize) -> usize {
    let mut still = 0;
    let mut last = 0;
    while still < 10 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = counter.load(Ordering::Relaxed);
        still = if now == last && now > 0 { still + 1 } else { 0 };
        last = now;
    }
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_browser_slows_the_target_down() {
    let written = Arc::new(AtomicUsize::new(0));
    let counter = written.clone();
    let target = target(move |mut stream: TcpStream| {
        let counter = counter.clone();
        async move {
            let chunk = vec![7; 64 * 1024];
            while counter.load(Ordering::Relaxed) < OFFERED {
                stream.write_all(&chunk).await.unwrap();
                counter.fetch_add(chunk.len(), Ordering::Relaxed);
            }
        }
    })
    .await;
    let proxy = proxy_to(target, Limits::default());
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let stream = socket.connect(proxy.address).await.unwrap();
    let mut client = open_over(stream, "/", &[]).await.unwrap();

    let taken = settled(&written).await;
    assert!(taken < TAKEN_AT_MOST, "{taken} bytes were taken from the target");
    assert_eq!(receive(&mut client, OFFERED).await.len(), OFFERED, "and none is lost");
    assert_eq!(closing(&mut client).await.0, 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_target_slows_the_browser_down() {
    let go = Arc::new(Notify::new());
    let (ends, mut ended) = mpsc::unbounded_channel();
    let going = go.clone();
    let target = target(move |mut stream: TcpStream| {
        let (going, ends) = (going.clone(), ends.clone());
        async move {
            going.notified().await;
            let mut received = Vec::new();
            stream.read_to_end(&mut received).await.unwrap();
            ends.send(received.len()).unwrap();
        }
    })
    .await;
    let proxy = proxy_to(target, Limits::default());
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = sent.clone();
    let sender = tokio::spawn(async move {
        let chunk = Bytes::from(vec![7; 64 * 1024]);
        while counter.load(Ordering::Relaxed) < OFFERED {
            client.send(Message::Binary(chunk.clone())).await.unwrap();
            counter.fetch_add(chunk.len(), Ordering::Relaxed);
        }
        client.close(None).await.unwrap();
    });

    let taken = settled(&sent).await;
    assert!(taken < TAKEN_AT_MOST, "{taken} bytes were taken from the browser");
    go.notify_one();
    assert_eq!(within(ended.recv()).await, Some(OFFERED), "and none is lost");
    within(sender).await.unwrap();
}
