//! Rows on which we differ, and why. Found by running; a row that no longer differs fails the test.

/// One row.
pub(super) struct Deviation {
    /// End of the row's place in its repository.
    pub(super) place: &'static str,
    /// What differs and why we keep it so.
    pub(super) reason: &'static str,
}

pub(super) const DEVIATIONS: &[Deviation] = &[
    Deviation {
        place: "frame_reader_test.go:251#TestFrameReader_incorrectData/合法帧后拼接垃圾",
        reason: "a good frame followed by junk: that reader gives up the whole read, ours keeps the good frame and \
                 counts the junk",
    },
    Deviation {
        place: "frame_reader_test.go:105#TestFrameReader_ReadFrames",
        reason: "a sample 0x8001 without body; the standard's body is 5 bytes, so it is refused as too short (the frame \
                 itself opens)",
    },
    Deviation {
        place: "jt808_test.go:37#TestJTMessageDecode/兼容部分错误情况",
        reason: "the check byte 7d is not escaped; it is read all the same, but we write it escaped",
    },
    Deviation {
        place: "JT808_0x0200_0x65_Test.cs:63#Deserialize",
        reason: "item 0x65 declares length 0x20 before 47 bytes; the length on the wire is believed, so the item stays \
                 raw, the rest becomes the tail, and the base fix is kept",
    },
    Deviation {
        place: "MessageBody/JT808_0x0200Test.cs:336#Test6",
        reason: "status bits 2 and 3 are set: ours are south and west degrees, that library leaves the sign to its user",
    },
    Deviation {
        place: "MessageBody/JT808_0x0200Test.cs:951#LatTest1_2",
        reason: "negative two's complement latitude with clear status bits is not the standard; the profile \
                 `signed_coordinates` reads it",
    },
    Deviation {
        place: "MessageBody/JT808_0x0200Test.cs:845#Test_Device_AttachInfo5_1",
        reason: "wrong check byte in the sample; refused, and read only with the profile `bad_checksum`",
    },
    Deviation {
        place: "MessageBody/JT808_0x0704Test.cs:168#Test4",
        reason: "wrong check byte and wrong length in the sample (that library has a switch to look at neither)",
    },
    Deviation { place: "Simples/Demo11.cs:24#Test1", reason: "the same frame again" },
    Deviation {
        place: "MessageBody/JT808_0x8100Test.cs:58#Test3",
        reason: "the writer was given a code for a refused registration; the standard sends none, and none is on the wire",
    },
    Deviation {
        place: "Jt808ProtocolDecoderTest.java:415",
        reason: "wrong check byte in the sample (that server never looks at it); refused, and read only with the \
                 profile `bad_checksum`",
    },
    Deviation {
        place: "packet_codec_test.go:101#Test_escape",
        reason: "wrong check byte in the sample; that test looks at escapes only",
    },
    Deviation {
        place: "T0x1210 终端-报警附件信息消息 (黑龙江)",
        reason: "the dialect of one province: no terminal id in front, and a label of 38 bytes; refused",
    },
    Deviation {
        place: "P0x8300 平台-文件上传完成消息应答",
        reason: "flags of 255: that library shows the raw byte as 0 and bits apart; ours is the byte",
    },
    Deviation {
        place: "parse_test.go:1091#TestParse/P0x8302 平台-提问下发",
        reason: "the same of the flags of a question",
    },
    Deviation {
        place: "参数长度不符合 0x031 uint16",
        reason: "a negative sample: the parameter declares length 0, and four bytes behind the list belong to nothing; the bytes are ignored",
    },
    Deviation { place: "参数长度不符合 0x032 [4]byte", reason: "the same" },
    Deviation {
        place: "JT808_0x0201Test.cs:81#Test4",
        reason: "the header declares one byte less than is there; refused",
    },
    Deviation { place: "JT808_0x0801Test.cs:88#Package2", reason: "wrong check byte in the sample; refused" },
    Deviation { place: "Demo5.cs:27#Test1", reason: "wrong check bytes in four packets of one message; refused" },
    Deviation {
        place: "JT808_0x8600Test.cs:117#Test_2019_1",
        reason: "the writer was given times that attribute bit 0 does not announce; none are on the wire",
    },
    Deviation {
        place: "JT808_0x8604Test.cs:15#Test1",
        reason: "the writer was given limits that attribute bit 1 does not announce; none are on the wire",
    },
    Deviation { place: "JT808_0x8606Test.cs:15#Test1", reason: "the same of times and limits of a route" },
    Deviation {
        place: "单元测试记录.txt:1756",
        reason: "0x0705: the time of day has three bytes in that library's sample, shifted into the five of the standard",
    },
    Deviation { place: "单元测试记录.txt:9548", reason: "the same" },
    Deviation {
        place: "单元测试记录.txt:4792",
        reason: "0x8500 of 2013 has one byte; that library shows a second value that is not on the wire",
    },
    Deviation {
        place: "单元测试记录.txt:7142",
        reason: "an altitude above 32,767 m: ours is signed, for vehicles below sea level",
    },
];

/// Messages of the vectors that are outside the catalogue, and why.
pub(super) const OUTSIDE: &[(u16, &str)] = &[
    (0x0000, "no message: bytes of a reader test"),
    (0x0091, "a test-only message of that library"),
    (0x0093, "a test-only message of that library"),
    (0x0210, "a vendor's own message"),
    (0x2019, "no message: bytes of a reader test"),
    (0x2070, "a vendor's own message"),
    (0x5501, "a vendor's own message (lock)"),
    (0x5502, "a vendor's own message (lock)"),
];
