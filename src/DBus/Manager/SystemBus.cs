using OciReconciler.DBus.Service;
using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Manager;

/// <summary>How to connect to a bus of this host as the user that runs the program.</summary>
internal sealed class SystemBus(string address) : DBusConnectionOptions
{
    // A peer that asks gets this id; none asks. The library would read it from /var/lib/dbus/machine-id and not connect where that
    // file is empty.
    private const string NoMachine = "00000000000000000000000000000000";

    /// <inheritdoc/>
    protected override ValueTask<SetupResult> SetupAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new SetupResult(address)
        {
            SupportsFdPassing = true,
            UserId = $"{LibC.EffectiveUser()}",
            MachineId = NoMachine,
        });
}
