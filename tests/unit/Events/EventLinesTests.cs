using OciReconciler.Model.Events;

namespace OciReconciler.UnitTests.Events;

public sealed class EventLinesTests
{
    [Fact]
    public void Parse_WhatWasWritten_LastLineOfANumberWinsAndLastTimeOrders()
    {
        var first = EventSamples.Of("ImageNotFound", "a \"quoted\"\nline", 0, 1) with {
            Source = "/m/web.json", Unit = "podman-web.service", Action = "Replace" };
        var again = first with { Count = 2, LastTime = EventSamples.Start.AddSeconds(9) };
        var other = EventSamples.Of("Started", "Started.", 5, 2);
        var log = EventLines.Parse([.. EventLines.Write(first), .. EventLines.Write(other), .. EventLines.Write(again)]);
        Assert.Equal([other, again], log.Events);
        Assert.Equal((3, false, false), (log.Lines, log.IsTorn, log.IsDamaged));
    }

    [Theory]
    [InlineData("{\"sequence\":2,\"firstTi")]
    [InlineData("{\"sequence\":2,\"firstTi\n")]
    [InlineData("null\n")]
    [InlineData("\u0000\u0000\u0000\u0000\n")]
    [InlineData("{\"sequence\":2,\"type\":\"Sideways\"}\n")]
    [InlineData(
        "{\"sequence\":2,\"firstTime\":\"2026-01-01T00:00:00Z\",\"lastTime\":\"2026-01-01T00:00:00Z\",\"count\":1,"
        + "\"type\":\"Normal\",\"reason\":null,\"message\":null}\n")]
    [InlineData(
        "{\"sequence\":9223372036854775807,\"firstTime\":\"2026-01-01T00:00:00Z\",\"lastTime\":\"2026-01-01T00:00:00Z\",\"count\":1,"
        + "\"type\":\"Normal\",\"reason\":\"R\",\"message\":\"m\"}\n")]
    [InlineData(
        "{\"sequence\":2,\"firstTime\":\"2026-01-01T00:00:00Z\",\"lastTime\":\"2026-01-01T00:00:00Z\",\"count\":0,"
        + "\"type\":\"Normal\",\"reason\":\"R\",\"message\":\"m\"}\n")]
    [InlineData(
        "{\"sequence\":2,\"firstTime\":\"2026-01-01T00:00:00Z\",\"lastTime\":\"2026-01-01T00:00:00Z\",\"count\":1,"
        + "\"type\":7,\"reason\":\"R\",\"message\":\"m\"}\n")]
    public void Parse_TornOrForeignLine_IsLeftOutAndSaid(string line)
    {
        var good = EventSamples.Of(sequence: 1);
        var later = EventSamples.Of(seconds: 3, sequence: 3);
        byte[] text = line.EndsWith('\n')
            ? [.. EventLines.Write(good), .. Encoding.UTF8.GetBytes(line), .. EventLines.Write(later)]
            : [.. EventLines.Write(good), .. EventLines.Write(later), .. Encoding.UTF8.GetBytes(line)];
        var log = EventLines.Parse(text);
        Assert.Equal([good, later], log.Events);
        Assert.Equal((!line.EndsWith('\n'), line.EndsWith('\n')), (log.IsTorn, log.IsDamaged));
    }

    [Fact]
    public void Newest_BothLimits_HoldAndKeepTheNewest()
    {
        WorkloadEvent[] events = [.. Enumerable.Range(1, 9).Select(i => EventSamples.Of(seconds: i, sequence: i))];
        var bytes = EventLines.Write(events[^1]).Length;
        Assert.Equal(events[6..], EventLines.Newest([.. events], 3, int.MaxValue));
        Assert.Equal(events[7..], EventLines.Newest([.. events], 9, (2 * bytes) + 1));
        Assert.Equal(events, EventLines.Newest([.. events], 99, int.MaxValue));
    }
}
