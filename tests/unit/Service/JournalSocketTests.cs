using System.Collections.Concurrent;
using OciReconciler.DBus.Service;
using LibC = OciReconciler.DBus.Service.LibC;

namespace OciReconciler.UnitTests.Service;

public sealed class JournalSocketTests : IDisposable
{
    private const int Large = 1 << 20;
    private const int AllSeals = LibC.SealSeal | LibC.SealShrink | LibC.SealGrow | LibC.SealWrite;
    private const int GetSeals = 1034;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(20);

    private readonly Receiver _journald = new();
    private readonly JournalSocket _journal;

    public JournalSocketTests() => _journal = new JournalSocket(_journald.Address, Patience);

    public void Dispose() => _journald.Dispose();

    [Fact]
    public void TrySend_SmallEntry_IsADatagram()
    {
        Assert.True(_journal.TrySend("MESSAGE=wäb\n"u8));
        Assert.Equal("MESSAGE=wäb\n", Encoding.UTF8.GetString(_journald.Datagram()));
    }

    [Fact]
    public void TrySend_FiveMegabytes_ComeInSealedMemory()
    {
        var entry = JournalEntry.Encode([new("MESSAGE", string.Concat(Enumerable.Repeat("wäb and more\n", 5 * Large / 14)))], "me");
        Assert.True(_journal.TrySend(entry.Span));
        using var memory = _journald.Descriptor();
        Assert.Equal(AllSeals, LibC.Control(memory, GetSeals, 0) & AllSeals);
        Assert.True(entry.Span.SequenceEqual(Receiver.Content(memory)));
    }

    [Fact]
    public void TrySend_NoJournald_IsFalse()
    {
        Assert.False(new JournalSocket("/nowhere/socket", Patience).TrySend("MESSAGE=web\n"u8));
        _journald.Close();
        Assert.False(_journal.TrySend("MESSAGE=web\n"u8));
        Assert.False(_journal.TrySend(new byte[Large]));
    }

    [Fact]
    public void TrySend_JournaldHangs_GivesUp_AndGoesOnWhenItReadsAgain()
    {
        var hasty = new JournalSocket(_journald.Address, ShortPatience);
        var taken = 0;
        while (hasty.TrySend(Encoding.UTF8.GetBytes($"MESSAGE={taken}\n")))
            taken++;
        Assert.False(hasty.TrySend(new byte[Large]));

        for (var entry = 0; entry < taken; entry++)
            Assert.Equal($"MESSAGE={entry}\n", Encoding.UTF8.GetString(_journald.Datagram()));
        Assert.True(hasty.TrySend("MESSAGE=again\n"u8));
        Assert.Equal("MESSAGE=again\n", Encoding.UTF8.GetString(_journald.Datagram()));
    }

    [Fact]
    public async Task TrySend_ManyThreadsAtOnce_EveryEntryComesWhole()
    {
        const int Threads = 8;
        const int Each = 100;
        ConcurrentBag<string> sent = [];
        var sending = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var number = 0; number < Each; number++)
                {
                    string text = $"{thread}.{number} {new string('x', number % 10 == 0 ? Large : 10)}";
                    Assert.True(_journal.TrySend(Encoding.UTF8.GetBytes(text)));
                    sent.Add(text);
                }
            },
            TaskCreationOptions.LongRunning)));
        var received = Enumerable.Range(0, Threads * Each).Select(_ => Encoding.UTF8.GetString(_journald.Entry())).ToList();
        await sending;
        Assert.Equal(sent.Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
    }

    // Other tests open files beside this one, but not hundreds.
    [Fact]
    public void TrySend_ThousandLargeEntries_LeaveNoDescriptorOpen()
    {
        const int Times = 1000;
        var entry = new byte[Large];
        int before = Descriptors();
        for (var time = 0; time < Times; time++)
        {
            Assert.True(_journal.TrySend(entry));
            _journald.Descriptor().Dispose();
        }

        Assert.InRange(Descriptors(), 0, before + (Times / 4));
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
