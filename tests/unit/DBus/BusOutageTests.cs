using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>Thousands of calls while dbus-daemon is killed again and again. Alone: it counts this process's sockets.</summary>
[Collection(nameof(AloneCollection))]
public sealed class BusOutageTests
{
    private const int Calls = 10_000;
    private const int Callers = 8;
    private const int Kills = 10;

    // The rules that a connection asks for, and no others.
    private const int MatchRules = 6;

    [Fact]
    public async Task Calls_WhileTheBusIsKilledTenTimes_AllEndAndNothingIsLeft()
    {
        await using ManagerFixture fixture = await ManagerFixture.StartAsync();
        fixture.Systemd.Answer("ResetFailedUnit", _ => { });
        await OneOutageAsync(fixture, await fixture.ConnectAsync());
        int sockets = Sockets();
        SystemdManager manager = await fixture.ConnectAsync();

        var outcomes = new Outcomes();
        Task following = outcomes.FollowAsync(manager);
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(manager, outcomes)))];
        for (int kill = 1; kill <= Kills; kill++)
        {
            await outcomes.ReachedAsync(kill * Calls / (Kills + 1)).WaitAsync(ManagerFixture.Guard);
            await fixture.Bus.RestartAsync();
            await fixture.Systemd.ReconnectAsync(fixture.Bus);
        }

        await Task.WhenAll(callers).WaitAsync(ManagerFixture.Guard * 3);
        Figure.Print(
            $"{Calls} calls while dbus-daemon is killed {Kills} times",
            $"{outcomes.Answered} answered, {outcomes.Closed} told that the bus is gone");
        Assert.Equal(Calls, outcomes.Answered + outcomes.Closed);
        Assert.True(outcomes.Answered > 0 && outcomes.Closed > 0);
        using DBusConnection other = await fixture.Bus.ConnectAsync();
        Assert.Equal(MatchRules, await MatchRulesAsync(other));
        other.Dispose();
        await manager.DisposeAsync();
        await following;
        Assert.Equal(sockets, Sockets());
    }

    // What the first connections of a process open for good is not to be counted.
    private static async Task OneOutageAsync(ManagerFixture fixture, SystemdManager manager)
    {
        await fixture.Bus.RestartAsync();
        await fixture.Systemd.ReconnectAsync(fixture.Bus);
        await ManagerFixture.NextAsync<UnitEvent.Disconnected>(manager);
        await ManagerFixture.NextAsync<UnitEvent.Relist>(manager);
        await manager.DisposeAsync();
    }

    private static async Task CallAsync(SystemdManager manager, Outcomes outcomes)
    {
        while (outcomes.Begin())
        {
            Task next = outcomes.NextConnection;
            try
            {
                await manager.ResetFailedUnitAsync("a.service", CancellationToken.None).WaitAsync(ManagerFixture.Guard);
                outcomes.Add(closed: false);
            }
            catch (BusException error) when (IsClear(error))
            {
                outcomes.Add(closed: true);
                // Without a connection a call fails at once: thousands of them would be no test.
                await next;
            }
        }
    }

    // A daemon that dies between two messages may also have told that systemd's connection is gone, before its own end was seen.
    private static bool IsClear(BusException error) =>
        error.Failure == BusFailure.Closed || error.ErrorName is "org.freedesktop.DBus.Error.NoReply"
        or "org.freedesktop.DBus.Error.ServiceUnknown";

    // The runtime opens files of its own while a process runs; connections are sockets. What earlier tests left to the garbage collector is
    // gone first.
    private static int Sockets()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new DirectoryInfo("/proc/self/fd").EnumerateFiles()
            .Count(file => file.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
    }

    private static async Task<int> MatchRulesAsync(DBusConnection connection)
    {
        MessageWriter writer = connection.GetMessageWriter();
        writer.WriteMethodCallHeader(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Debug.Stats", "GetAllMatchRules");
        Dictionary<string, VariantValue> rules = await connection.CallMethodAsync(writer.CreateMessage(), (message, _) =>
        {
            var read = new Dictionary<string, VariantValue>(StringComparer.Ordinal);
            Reader reader = message.GetBodyReader();
            ArrayEnd end = reader.ReadDictionaryStart();
            while (reader.HasNext(end))
            {
                reader.AlignStruct();
                read.Add(reader.ReadString(), VariantValue.Array(reader.ReadArrayOfString()));
            }

            return read;
        });
        return rules.Values.Sum(value => value.Count);
    }

    /// <summary>Counts, and tells when so many have ended. Thread-safe.</summary>
    private sealed class Outcomes
    {
        private readonly Lock _lock = new();
        private int _begun;
        private TaskCompletionSource _nextConnection = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private (int Count, TaskCompletionSource Reached) _next = (int.MaxValue, new TaskCompletionSource());

        internal int Answered { get; private set; }

        internal int Closed { get; private set; }

        /// <summary>Ends when a connection was made after this one.</summary>
        internal Task NextConnection => Volatile.Read(ref _nextConnection).Task;

        internal async Task FollowAsync(SystemdManager manager)
        {
            await foreach (UnitEvent reported in manager.Events.ReadAllAsync())
            {
                if (reported is UnitEvent.Relist)
                    Interlocked.Exchange(ref _nextConnection, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
        }

        internal bool Begin() => Interlocked.Increment(ref _begun) <= Calls;

        internal void Add(bool closed)
        {
            lock (_lock)
            {
                if (closed)
                    Closed++;
                else
                    Answered++;
                if (Answered + Closed >= _next.Count)
                    _next.Reached.TrySetResult();
            }
        }

        internal Task ReachedAsync(int count)
        {
            lock (_lock)
            {
                _next = (count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                if (Answered + Closed >= count)
                    _next.Reached.SetResult();
                return _next.Reached.Task;
            }
        }
    }
}

/// <summary>Tests that run while no other does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
