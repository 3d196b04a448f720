//! Which address a request came from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::{extract::ConnectInfo, http::Extensions, http::HeaderMap};

/// Header a proxy in front of this server adds to.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of the client. Behind a proxy on this machine (`https` is set and the peer is loopback) it is the last
/// one the proxy added; nobody else can choose it.
pub(crate) fn client(extensions: &Extensions, headers: &HeaderMap, proxied: bool) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |c| c.0.ip());
    if proxied && peer.is_loopback() {
        let last = headers.get_all(FORWARDED_FOR).iter().next_back().and_then(|v| v.to_str().ok());
        if let Some(named) = last.and_then(|v| v.rsplit(',').next()).and_then(|v| v.trim().parse().ok()) {
            return named;
        }
    }
    peer
}

/// Whether the request came from this machine and not through a proxy on it.
pub(crate) fn is_local(extensions: &Extensions, headers: &HeaderMap) -> bool {
    let forwarded = headers.contains_key(FORWARDED_FOR) || headers.contains_key("forwarded");
    !forwarded && extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|c| c.0.ip().is_loopback())
}

/// What attempts are counted by: an IPv4 address, or the /64 network of an IPv6 address.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(
            || {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            },
            IpAddr::V4,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: Option<&str>, proxied: bool) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        let mut headers = HeaderMap::new();
        if let Some(f) = forwarded {
            headers.insert(FORWARDED_FOR, f.parse().unwrap());
        }
        client(&extensions, &headers, proxied).to_string()
    }

    #[test]
    fn only_a_local_proxy_may_name_the_client() {
        assert_eq!(from("127.0.0.1", Some("198.51.100.7, 203.0.113.9"), true), "203.0.113.9");
        assert_eq!(from("127.0.0.1", Some("203.0.113.9"), false), "127.0.0.1");
        assert_eq!(from("192.0.2.1", Some("203.0.113.9"), true), "192.0.2.1");
        assert_eq!(from("127.0.0.1", Some("nonsense"), true), "127.0.0.1");
    }

    #[test]
    fn an_ipv6_client_is_counted_by_its_network() {
        assert_eq!(network("2001:db8::1".parse().unwrap()), network("2001:db8::ffff:1".parse().unwrap()));
        assert_ne!(network("2001:db8::1".parse().unwrap()), network("2001:db8:0:1::1".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1".parse::<IpAddr>().unwrap());
    }
}
