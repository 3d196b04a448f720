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
];
