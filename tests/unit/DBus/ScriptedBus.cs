using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;

namespace OciReconciler.UnitTests.DBus;

/// <summary>A bus in memory: answers by method, raises signals when told, breaks when told. Delivers on the thread that tells it.</summary>
internal sealed class ScriptedBus : IBusConnection
{
    internal const string Systemd = ":1.1";

    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, Func<BusCall, IReadOnlyList<BusValue>>> _answers = new(StringComparer.Ordinal);
    private readonly HashSet<Action<BusSignal>> _handlers = [];
    private readonly List<string> _log = [];

    internal ScriptedBus(string version = "257.9-1")
    {
        Answer("GetNameOwner", _ => [new BusValue.Text(Systemd)]);
        Answer("Subscribe", _ => []);
        Answer("Get", _ => [new BusValue.Variant(new BusValue.Text(version))]);
    }

    public Task<string> Closed => _closed.Task;

    /// <summary>What was asked, in order: "match RULE" or a method's name.</summary>
    internal IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    internal TimeSpan LastTimeout { get; private set; }

    internal static BusSignal ManagerSignal(string member, params BusValue[] body) =>
        new(Systemd, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, member, body);

    internal static BusSignal JobRemoved(string path, string unit, string result) =>
        ManagerSignal("JobRemoved", new BusValue.UInt32(7), new BusValue.ObjectPath(path), new BusValue.Text(unit), new BusValue.Text(result));

    internal static BusSignal OwnerChanged(string before, string after) =>
        new(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            "NameOwnerChanged",
            [new BusValue.Text(SystemdNames.Service), new BusValue.Text(before), new BusValue.Text(after)]);

    internal void Answer(string member, Func<BusCall, IReadOnlyList<BusValue>> answer) => _answers[member] = answer;

    internal void AnswerWithJob(string member, string path) => Answer(member, _ => [new BusValue.ObjectPath(path)]);

    internal void Fail(string member, string errorName) =>
        Answer(member, _ => throw new BusException(BusFailure.ErrorReply, errorName, "scripted"));

    internal void Raise(BusSignal signal)
    {
        foreach (Action<BusSignal> handle in _handlers)
            handle(signal);
    }

    internal void Break(string reason) => _closed.TrySetResult(reason);

    public Task<T> CallAsync<T>(BusCall call, Func<IReadOnlyList<BusValue>, T> read, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_log)
            _log.Add(call.Member);
        LastTimeout = timeout;
        if (_closed.Task.IsCompleted)
            return Task.FromException<T>(new BusException(BusFailure.Closed, string.Empty, "scripted"));
        try
        {
            return Task.FromResult(read(_answers[call.Member](call)));
        }
        catch (BusException error)
        {
            return Task.FromException<T>(error);
        }
    }

    public Task MatchAsync(string rule, Action<BusSignal> handle)
    {
        lock (_log)
            _log.Add("match " + rule);
        _handlers.Add(handle);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _closed.TrySetResult("disposed");
        return ValueTask.CompletedTask;
    }
}
