//! Formats.

use concierge_runtime::Format;

fn check(format: Format, accepted: &[&str], refused: &[&str]) {
    for value in accepted {
        assert!(format.accepts(value), "{format:?} must accept {value:?}");
    }
    for value in refused {
        assert!(!format.accepts(value), "{format:?} must refuse {value:?}");
    }
}

#[test]
fn moments() {
    let accepted = [
        "2024-05-17T09:30:00Z",
        "1963-06-19t08:30:06.283185z",
        "1937-01-01T12:00:27.87+00:20",
        "1990-12-31T15:59:50.123-08:00",
        "1998-12-31T23:59:60Z",
        "1998-12-31T15:59:60.123-08:00",
        "2024-02-29T00:00:00Z",
    ];
    let refused = [
        "1998-12-31T23:59:61Z",
        "1998-12-31T23:58:60Z",
        "1998-12-31T22:59:60Z",
        "1990-02-31T15:59:59.123-08:00",
        "1990-12-31T15:59:59-24:00",
        "1963-06-19T08:30:06.28123+01:00Z",
        "06/19/1963 08:30:06 PST",
        "2013-350T01:01:01",
        "1963-6-19T08:30:06.283185Z",
        "1963-06-1T08:30:06.283185Z",
        "1963-06-1৪T00:00:00Z",
        "1963-06-11T0৪:00:00Z",
        "2024-05-17 09:30:00Z",
        "2024-05-17T09:30:00",
        "2024-05-17T24:00:00Z",
        "2024-05-17T09:30:00.Z",
        "2024-05-17T09:30Z",
        "",
    ];
    check(Format::DateTime, &accepted, &refused);
}

#[test]
fn dates() {
    let refused = [
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-1-01",
        "24-01-01",
        "2024-01-01T",
        "১963-06-19",
        "",
    ];
    check(
        Format::Date,
        &["2024-02-29", "1963-06-19", "0000-01-01", "9999-12-31"],
        &refused,
    );
}

#[test]
fn mailboxes() {
    let accepted = [
        "joe.bloggs@example.com",
        "te~st@example.com",
        "te.s.t@example.com",
        "\"joe bloggs\"@example.com",
        "\"joe..bloggs\"@example.com",
        "\"joe@bloggs\"@example.com",
        "joe.bloggs@[127.0.0.1]",
        "joe.bloggs@[IPv6:::1]",
        "a+b@localhost",
    ];
    let refused = [
        "2962",
        ".test@example.com",
        "test.@example.com",
        "te..st@example.com",
        "joe.bloggs@invalid=domain.com",
        "joe.bloggs@[127.0.0.300]",
        "user1@oceania.org, user2@oceania.org",
        "joe bloggs@example.com",
        "\"joe\"bloggs\"@example.com",
        "@example.com",
        "joe@",
        "",
    ];
    check(Format::Email, &accepted, &refused);
}

#[test]
fn uris() {
    let accepted = [
        "http://foo.bar/?baz=qux#quux",
        "http://foo.com/blah_(wikipedia)_blah#cite-1",
        "http://foo.bar/?q=Test%20URL-encoded%20stuff",
        "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com",
        "http://223.255.255.254",
        "ftp://ftp.is.co.za/rfc/rfc1808.txt",
        "ldap://[2001:db8::7]/c=GB?objectClass?one",
        "mailto:John.Doe@example.com",
        "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
        "tel:+1-816-555-1212",
        "https://[v1.fe80]:443/x",
    ];
    let refused = [
        "//foo.bar/?baz=qux#quux",
        "/abc",
        "\\\\WINDOWS\\fileshare",
        "abc",
        "http:// shouldfail.com",
        ":// should fail",
        "bar,baz:foo",
        "https://[@example.org/test.txt",
        "https://example.org/foobar\\.txt",
        "https://example.org/foobar<>.txt",
        "https://example.org/foobar{}.txt",
        "https://example.org/foobar^.txt",
        "https://example.org/%zz",
        "https://example.org:x/",
        "",
    ];
    check(Format::Uri, &accepted, &refused);
}

#[test]
fn hosts_and_addresses() {
    let label = "a".repeat(63);
    let accepted = [
        "www.example.com",
        "xn--4gbwdl.xn--wgbh1c",
        "a",
        "1host",
        label.as_str(),
    ];
    let too_long = "a".repeat(64);
    let refused = [
        "-bad.example",
        "bad-.example",
        "a..b",
        "under_score",
        "",
        ".",
        "example.",
        too_long.as_str(),
    ];
    check(Format::Hostname, &accepted, &refused);
    check(
        Format::Ipv4,
        &["192.168.0.1"],
        &[
            "127.0.0.0.1",
            "256.1.1.1",
            "127.0",
            "0x7f000001",
            "087.10.0.1",
            "1২7.0.0.1",
        ],
    );
    check(
        Format::Ipv6,
        &["::1", "::abcd", "1:2:3:4:5:6:7:8", "::ffff:192.168.0.1"],
        &["12345::", "::1%eth0", "1:2", "::laptop"],
    );
}

#[test]
fn encodings() {
    let uuid = "2EB8AA08-AA98-11EA-B4AA-73B441D16380";
    check(
        Format::Uuid,
        &[
            uuid,
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "00000000-0000-0000-0000-000000000000",
        ],
        &[
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
            "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
            "",
        ],
    );
    check(
        Format::Byte,
        &["", "YQ==", "YWI=", "YWJj", "+/+/"],
        &["YQ", "YQ=", "Y===", "YW-j", "YQ==\n", "=YQ="],
    );
    check(Format::Plain, &["", "anything"], &[]);
    check(Format::Password, &["", "anything"], &[]);
}
