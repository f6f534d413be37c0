using OciReconciler.DBus.Service;
using OciReconciler.Model.Events;
using OciReconciler.Reporting.Events;

namespace OciReconciler.UnitTests.Service;

public sealed class JournalEntryTests
{
    [Fact]
    public void Encode_Fields_AreLines() =>
        Assert.Equal("MESSAGE=web: a = b\nPRIORITY=6\nEMPTY=\nSYSLOG_IDENTIFIER=me\n",
            Encoded(("MESSAGE", "web: a = b"), ("PRIORITY", "6"), ("EMPTY", "")));

    // The length is in bytes, little-endian; a carriage return ends no line.
    [Theory]
    [InlineData("a\nb", "MESSAGE\n\u0003\0\0\0\0\0\0\0a\nb\n")]
    [InlineData("\n", "MESSAGE\n\u0001\0\0\0\0\0\0\0\n\n")]
    [InlineData("ä\n", "MESSAGE\n\u0003\0\0\0\0\0\0\0ä\n\n")]
    [InlineData("a\rb\0c", "MESSAGE=a\rb\0c\n")]
    public void Encode_ValueWithANewline_HasItsLength(string value, string expected) =>
        Assert.Equal(expected + "SYSLOG_IDENTIFIER=me\n", Encoded(("MESSAGE", value)));

    [Fact]
    public void Encode_LengthOfMoreThanAByte_IsLittleEndian() =>
        Assert.StartsWith("MESSAGE\n\u0002\u0001\0\0\0\0\0\0", Encoded(("MESSAGE", new string('a', 0x101) + '\n')),
            StringComparison.Ordinal);

    // The length is that of the replacement, which has three bytes.
    [Fact]
    public void Encode_HalfACharacter_IsReplaced() =>
        Assert.Equal("MESSAGE\n\u0005\0\0\0\0\0\0\0a\uFFFD\n\nSYSLOG_IDENTIFIER=me\n", Encoded(("MESSAGE", "a\uD83D\n")));

    [Fact]
    public void Encode_IdentifierThatIsGiven_IsKept() => Assert.Equal("SYSLOG_IDENTIFIER=other\n", Encoded(("SYSLOG_IDENTIFIER", "other")));

    [Fact]
    public void Encode_NameThatOccursTwice_IsThereTwice() =>
        Assert.Equal("UNIT=a\nUNIT=b\nSYSLOG_IDENTIFIER=me\n", Encoded(("UNIT", "a"), ("UNIT", "b")));

    [Theory]
    [InlineData("")]
    [InlineData("message")]
    [InlineData("_PID")]
    [InlineData("1ST")]
    [InlineData("A B")]
    [InlineData("A=B")]
    [InlineData("A\nB")]
    [InlineData("A-B")]
    [InlineData("Ä")]
    public void Encode_NameThatJournaldWouldDrop_Throws(string name)
    {
        var failure = Assert.Throws<ArgumentException>(() => Encoded(("MESSAGE", "text"), (name, "value")));
        Assert.Contains($"\"{name}\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_NamesLength_IsLimited()
    {
        string longest = new('A', 64);
        Assert.StartsWith($"{longest}=value\n", Encoded((longest, "value")), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Encoded((longest + "A", "value")));
    }

    [Fact]
    public void Encode_NoField_Throws() => Assert.Throws<ArgumentException>(() => Encoded());

    [Fact]
    public void Encode_FieldsOfAnEvent_AreAccepted()
    {
        var reported = new WorkloadEvent
        {
            FirstTime = DateTimeOffset.UnixEpoch,
            LastTime = DateTimeOffset.UnixEpoch,
            Type = EventType.Warning,
            Reason = "ImageNotFound",
            Message = "It is not there.",
            Workload = "web",
            Source = "/etc/web.json",
            Action = "Replace",
            Unit = "podman-web.service",
        };
        var fields = JournalFields.Of(reported, "web: ImageNotFound: It is not there.");
        Assert.Equal(8, fields.Count);
        Assert.False(JournalEntry.Encode(fields, "me").IsEmpty);
    }

    private static string Encoded(params (string Name, string Value)[] fields) =>
        Encoding.UTF8.GetString(JournalEntry.Encode([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))], "me").Span);
}
