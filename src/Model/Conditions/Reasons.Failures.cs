namespace OciReconciler.Model.Conditions;

// Failures of a step. It is tried again after 2 s, doubling to 5 min.
public static partial class Reasons
{
    /// <summary>podman or docker does not answer, ends as soon as it is started, or sends more than any engine has to say.</summary>
    /// <remarks>start it, or see its journal, which the message names; podman is started again within a minute</remarks>
    public const string EngineUnavailable = nameof(EngineUnavailable);

    /// <summary>
    /// An engine answered with an error of its own, or could not start the container for another reason; the message has its words.
    /// </summary>
    /// <remarks>as the message says</remarks>
    public const string EngineFailed = nameof(EngineFailed);

    /// <summary>systemd calls the definition bad.</summary>
    /// <remarks>
    /// the journal names the setting; it is tried again when the manifest changes, after each <c>systemctl daemon-reload</c>, and every 5
    /// min
    /// </remarks>
    public const string DefinitionRejected = nameof(DefinitionRejected);

    /// <summary>A program that its unit runs is not installed on this host.</summary>
    /// <remarks>install it, or choose another <c>backend</c></remarks>
    public const string ProgramNotFound = nameof(ProgramNotFound);

    /// <summary>
    /// <c>/run</c> is full, where systemd keeps definitions: nothing is stopped, since it could not be started again. Or a file system that
    /// its container needs is.
    /// </summary>
    /// <remarks>make room there; it goes on within seconds, or at the next try</remarks>
    public const string DiskFull = nameof(DiskFull);

    /// <summary>A step of a workload that it depends on failed.</summary>
    /// <remarks>see that workload</remarks>
    public const string DependencyFailed = nameof(DependencyFailed);

    /// <summary>systemd could not start its unit.</summary>
    /// <remarks><c>systemctl status UNIT</c></remarks>
    public const string StartFailed = nameof(StartFailed);

    /// <summary>Its unit is still starting after the time that a step waits.</summary>
    /// <remarks><c>systemctl status UNIT</c></remarks>
    public const string StartPending = nameof(StartPending);

    /// <summary>systemd could not stop its unit.</summary>
    /// <remarks><c>systemctl status UNIT</c></remarks>
    public const string StopFailed = nameof(StopFailed);

    /// <summary>Its unit has not stopped within the time that a step waits.</summary>
    /// <remarks><c>systemctl status UNIT</c></remarks>
    public const string StopTimeout = nameof(StopTimeout);

    /// <summary>systemd keeps its unit loaded, even after a daemon-reload, because another unit names it.</summary>
    /// <remarks>stop that unit, or drop its dependency</remarks>
    public const string UnitPinned = nameof(UnitPinned);

    /// <summary>systemd already knows a unit of that name; it is looked at again.</summary>
    public const string UnitExists = nameof(UnitExists);

    /// <summary>systemd is going down.</summary>
    public const string ShuttingDown = nameof(ShuttingDown);

    /// <summary>The connection to systemd was lost.</summary>
    public const string BusUnavailable = nameof(BusUnavailable);

    /// <summary>systemd answered with another error.</summary>
    /// <remarks>as the message says</remarks>
    public const string SystemdError = nameof(SystemdError);

    /// <summary>A file of the controller could not be read or written.</summary>
    /// <remarks>as the message says</remarks>
    public const string FileError = nameof(FileError);

    /// <summary>A fault of the controller.</summary>
    /// <remarks>report it</remarks>
    public const string InternalError = nameof(InternalError);
}
