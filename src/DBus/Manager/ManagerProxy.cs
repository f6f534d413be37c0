using OciReconciler.DBus.Units;
using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Manager;

/// <summary>The manager's methods that are used (org.freedesktop.systemd1(5)), written and read. Thread-safe.</summary>
internal sealed class ManagerProxy(BusConnection bus, SystemdManagerOptions options, JobTracker jobs)
{
    private const string AllInterfaces = "";

    private readonly UnitRowReader _rows = new();

    private delegate void WriteArguments(ref MessageWriter writer);

    /// <summary>Subscribe: without it no unit or job signal is sent on the system bus. To be subscribed already is a success.</summary>
    internal async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync("Subscribe", options.CallTimeout, cancellationToken);
        }
        catch (BusException error) when (string.Equals(error.ErrorName, SystemdErrors.AlreadySubscribed, StringComparison.Ordinal))
        {
            // This connection's subscription has survived systemd's re-execution.
        }
    }

    /// <summary>Reload.</summary>
    internal Task ReloadAsync(CancellationToken cancellationToken) => DoAsync("Reload", options.ReloadTimeout, cancellationToken);

    /// <summary>ResetFailedUnit.</summary>
    internal Task ResetFailedAsync(string unit, CancellationToken cancellationToken) =>
        DoAsync("ResetFailedUnit", options.CallTimeout, cancellationToken, "s", (ref MessageWriter writer) => writer.WriteText(unit));

    /// <summary>ListUnitsByPatterns, in any state.</summary>
    internal Task<IReadOnlyList<UnitStatus>> ListUnitsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        AskAsync("ListUnitsByPatterns", "asas", Patterns(patterns), RowsOf(patterns), cancellationToken);

    /// <summary>ListUnitsByNames.</summary>
    internal Task<IReadOnlyList<UnitStatus>> ListNamedUnitsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        AskAsync("ListUnitsByNames", "as", (ref MessageWriter writer) => writer.WriteTexts(names), _rows.ReadNamed, cancellationToken);

    /// <summary>GetUnitFileState; null: there is no such file.</summary>
    internal async Task<string?> GetUnitFileStateAsync(string unit, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                "GetUnitFileState", "s", (ref MessageWriter writer) => writer.WriteText(unit), ManagerReplies.Text, cancellationToken);
        }
        catch (BusException error) when (error.ErrorName is SystemdErrors.FileNotFound)
        {
            return null;
        }
    }

    /// <summary>ListUnitFilesByPatterns, in any state.</summary>
    internal Task<IReadOnlyList<UnitFile>> ListUnitFilesAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        AskAsync("ListUnitFilesByPatterns", "asas", Patterns(patterns), ManagerReplies.UnitFiles, cancellationToken);

    /// <summary>
    /// GetAll of a unit's Unit interface. The path is computed: GetUnit would fail for a unit that is not loaded, LoadUnit would be one
    /// call more.
    /// </summary>
    internal Task<UnitProperties> GetUnitAsync(string unit, CancellationToken cancellationToken) =>
        GetAllAsync(unit, SystemdNames.UnitInterface, ManagerReplies.Unit, cancellationToken);

    /// <summary>GetAll of all interfaces of a service, as <c>systemctl show</c> asks for them.</summary>
    internal Task<ServiceProperties> GetServiceAsync(string unit, CancellationToken cancellationToken) =>
        GetAllAsync(unit, AllInterfaces, ManagerReplies.Service, cancellationToken);

    /// <summary>One of the manager's properties that are strings, such as SystemState.</summary>
    internal Task<string> GetTextAsync(string property, CancellationToken cancellationToken) => CallAsync(
        SystemdNames.PropertiesInterface,
        SystemdNames.ManagerPath,
        "Get",
        "ss",
        (ref MessageWriter writer) =>
        {
            writer.WriteString(SystemdNames.ManagerInterface);
            writer.WriteString(property);
        },
        ManagerReplies.TextVariant,
        options.CallTimeout,
        cancellationToken);

    /// <summary>StartUnit, StopUnit or RestartUnit.</summary>
    internal Task<SystemdJob> EnqueueAsync(string member, string unit, JobMode mode, CancellationToken cancellationToken) => AskAsync(
        member,
        "ss",
        (ref MessageWriter writer) =>
        {
            writer.WriteText(unit);
            writer.WriteString(NameOf(mode));
        },
        JobOf(unit),
        cancellationToken);

    /// <summary>StartTransientUnit(s name, s mode, a(sv) properties, a(sa(sv)) aux).</summary>
    internal Task<SystemdJob> StartTransientAsync(
        TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> aux, CancellationToken cancellationToken) => AskAsync(
        "StartTransientUnit",
        "ssa(sv)a(sa(sv))",
        (ref MessageWriter writer) =>
        {
            writer.WriteText(unit.Name);
            writer.WriteString(NameOf(mode));
            unit.WriteProperties(ref writer);
            ArrayStart units = writer.WriteArrayStart(DBusType.Struct);
            foreach (TransientUnit other in aux)
            {
                writer.WriteStructureStart();
                writer.WriteText(other.Name);
                other.WriteProperties(ref writer);
            }

            writer.WriteArrayEnd(units);
        },
        JobOf(unit.Name),
        cancellationToken);

    private static string NameOf(JobMode mode) => mode == JobMode.Fail ? "fail" : "replace";

    // Characters of fnmatch(3) that no unit name has.
    private MessageValueReader<IReadOnlyList<UnitStatus>> RowsOf(IReadOnlyList<string> patterns) =>
        patterns.Count == 0 || patterns.Any(pattern => pattern.AsSpan().ContainsAny("*?[")) ? _rows.ReadListing : _rows.ReadNamed;

    // Both listings take states first: none means all.
    private static WriteArguments Patterns(IReadOnlyList<string> patterns) => (ref MessageWriter writer) =>
    {
        writer.WriteTexts([]);
        writer.WriteTexts(patterns);
    };

    // The job is registered where the reply is read: its JobRemoved cannot be dispatched before.
    private MessageValueReader<SystemdJob> JobOf(string unit) => (message, _) =>
    {
        string path = ManagerReplies.JobPath(message);
        return new SystemdJob(unit, path, jobs.Register(path));
    };

    private Task<T> GetAllAsync<T>(string unit, string @interface, MessageValueReader<T> read, CancellationToken cancellationToken) =>
        CallAsync(
            SystemdNames.PropertiesInterface,
            UnitName.ToObjectPath(unit),
            "GetAll",
            "s",
            (ref MessageWriter writer) => writer.WriteString(@interface),
            read,
            options.CallTimeout,
            cancellationToken);

    private Task<object?> DoAsync(
        string member, TimeSpan timeout, CancellationToken cancellationToken, string? signature = null, WriteArguments? write = null) =>
        CallAsync(
            SystemdNames.ManagerInterface, SystemdNames.ManagerPath, member, signature, write, ManagerReplies.Nothing, timeout,
            cancellationToken);

    private Task<T> AskAsync<T>(
        string member, string signature, WriteArguments write, MessageValueReader<T> read, CancellationToken cancellationToken) =>
        CallAsync(
            SystemdNames.ManagerInterface, SystemdNames.ManagerPath, member, signature, write, read, options.CallTimeout,
            cancellationToken);

    private Task<T> CallAsync<T>(
        string @interface,
        string path,
        string member,
        string? signature,
        WriteArguments? write,
        MessageValueReader<T> read,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return bus.CallAsync(member, Message(@interface, path, member, signature, write), read, timeout, cancellationToken);
    }

    private MessageBuffer Message(string @interface, string path, string member, string? signature, WriteArguments? write)
    {
        MessageWriter writer = bus.GetWriter();
        try
        {
            writer.WriteMethodCallHeader(SystemdNames.Service, path, @interface, member, signature);
            write?.Invoke(ref writer);
            return writer.CreateMessage();
        }
        catch (ArgumentException error)
        {
            options.Failed(BusFailure.Malformed);
            throw new BusException(BusFailure.Malformed, string.Empty, $"{member}: {error.Message}", error);
        }
        finally
        {
            writer.Dispose();
        }
    }
}
