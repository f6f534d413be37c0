using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>A systemd on a private bus that answers as it is told, and sends signals when it is told.</summary>
internal sealed class ScriptedSystemd : IPathMethodHandler, IDisposable
{
    internal const string Version = "257.9-1";

    private readonly Dictionary<string, Action<MethodContext>> _answers = new(StringComparer.Ordinal);
    private readonly List<string> _log = [];
    private DBusConnection _connection;

    private ScriptedSystemd(DBusConnection connection, string version)
    {
        _connection = connection;
        Answer("Subscribe", _ => { });
        Answer("Get", context => Reply(context, "v", (ref writer) => writer.WriteVariantString(version)));
    }

    internal delegate void Write(ref MessageWriter writer);

    public string Path => SystemdNames.ManagerPath;

    public bool HandlesChildPaths => true;

    /// <summary>Names of the methods that were called, in order.</summary>
    internal IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>Unique name of the one that called last.</summary>
    internal string Caller { get; private set; } = "";

    internal static async Task<ScriptedSystemd> StartAsync(PrivateBus bus, string version = Version)
    {
        var systemd = new ScriptedSystemd(await bus.ConnectAsync(), version);
        await systemd.TakeNameAsync();
        return systemd;
    }

    public void Dispose() => _connection.Dispose();

    public ValueTask HandleMethodAsync(MethodContext context)
    {
        string member = context.Request.MemberAsString!;
        lock (_log)
            _log.Add(member);
        Caller = context.Request.SenderAsString!;
        if (_answers.TryGetValue(member, out Action<MethodContext>? answer))
            answer(context);
        if (!context.ReplySent && !context.DisposesAsynchronously && answer is not null)
            Reply(context, null, (ref _) => { });
        return ValueTask.CompletedTask;
    }

    /// <summary>A connection of its own on the bus that there is now.</summary>
    internal async Task ReconnectAsync(PrivateBus bus)
    {
        _connection.Dispose();
        _connection = await bus.ConnectAsync();
        await TakeNameAsync();
    }

    internal Task LeaveAsync() => _connection.ReleaseNameAsync(SystemdNames.Service);

    internal Task TakeNameAsync()
    {
        _connection.RemoveMethodHandler(Path);
        _connection.AddMethodHandler(this);
        return _connection.RequestNameAsync(SystemdNames.Service);
    }

    /// <summary>What a method does before it answers with an empty body, or with what it sends itself.</summary>
    internal void Answer(string member, Action<MethodContext> answer) => _answers[member] = answer;

    internal void Answer(string member, string signature, Write write) => Answer(member, context => Reply(context, signature, write));

    internal void AnswerWithJob(string member, string path) => Answer(member, "o", (ref writer) => writer.WriteObjectPath(path));

    internal void Fail(string member, string error, string message = "scripted") =>
        Answer(member, context => context.ReplyError(error, message));

    /// <summary>It is never answered.</summary>
    internal void Ignore(string member) => Answer(member, context => context.DisposesAsynchronously = true);

    internal void JobRemoved(string path, string unit, string result) => Send("JobRemoved", "uoss", (ref writer) =>
    {
        writer.WriteUInt32(7);
        writer.WriteObjectPath(path);
        writer.WriteString(unit);
        writer.WriteString(result);
    });

    internal void UnitNew(string unit) => Send("UnitNew", "so", (ref writer) =>
    {
        writer.WriteString(unit);
        writer.WriteObjectPath(UnitName.ToObjectPath(unit));
    });

    internal void Reloading(bool begins) => Send("Reloading", "b", (ref writer) => writer.WriteBool(begins));

    /// <summary>PropertiesChanged of an object.</summary>
    internal void PropertiesChanged(string path, string @interface = SystemdNames.UnitInterface) => Send(
        _connection,
        path,
        SystemdNames.PropertiesInterface,
        "PropertiesChanged",
        "sa{sv}as",
        (ref writer) =>
        {
            writer.WriteString(@interface);
            writer.WriteDictionaryEnd(writer.WriteDictionaryStart());
            writer.WriteArrayEnd(writer.WriteArrayStart(DBusType.String));
        });

    internal void Send(string member, string? signature, Write write) =>
        Send(_connection, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, member, signature, write);

    /// <summary>A signal of any connection, to all or to one.</summary>
    internal static void Send(
        DBusConnection from, string path, string @interface, string member, string? signature, Write write, string? destination = null)
    {
        MessageWriter writer = from.GetMessageWriter();
        try
        {
            writer.WriteSignalHeader(destination, path, @interface, member, signature);
            write(ref writer);
            Assert.True(from.TrySendMessage(writer.CreateMessage()));
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static void Reply(MethodContext context, string? signature, Write write)
    {
        MessageWriter writer = context.CreateReplyWriter(signature);
        try
        {
            write(ref writer);
            context.Reply(writer.CreateMessage());
        }
        finally
        {
            writer.Dispose();
        }
    }
}
