namespace OciReconciler.Model.Conditions;

// Decisions: what is to be done with a workload, and why.
public static partial class Reasons
{
    /// <summary>systemd has no unit of it.</summary>
    public const string NotDefined = nameof(NotDefined);

    /// <summary>Its holder slice is there, and its unit is not, or not with usable settings: it is defined anew.</summary>
    public const string UnitMissing = nameof(UnitMissing);

    /// <summary>Somebody stopped the slice that holds its unit: the unit gets a new one, and runs on.</summary>
    public const string HolderMissing = nameof(HolderMissing);

    /// <summary>The unit of its manifest has another name than the one that is defined.</summary>
    public const string UnitNameChanged = nameof(UnitNameChanged);

    /// <summary>A unit of it under another name still runs; both are stopped, and it is defined anew.</summary>
    public const string UnitLeftOver = nameof(UnitLeftOver);

    /// <summary>Its manifest changed; the message names the fields.</summary>
    public const string SpecChanged = nameof(SpecChanged);

    /// <summary>The image behind its reference, its image file or an environment file changed; the message says which.</summary>
    public const string InputsChanged = nameof(InputsChanged);

    /// <summary>It does not run, and this controller renders units otherwise: it is defined anew before it is started.</summary>
    public const string RenderVersionChanged = nameof(RenderVersionChanged);

    /// <summary>A workload that it depends on is replaced, and systemd keeps that unit loaded for as long as this one is.</summary>
    public const string DependencyChanged = nameof(DependencyChanged);

    /// <summary>Somebody asked for it: <c>oci-reconciler restart</c>.</summary>
    public const string RestartRequested = nameof(RestartRequested);

    /// <summary>It is to run and does not.</summary>
    public const string NotRunning = nameof(NotRunning);

    /// <summary>Somebody stopped its unit, and <c>autoStart</c> is true.</summary>
    /// <remarks><c>oci-reconciler stop NAME</c> keeps it stopped</remarks>
    public const string StoppedByHand = nameof(StoppedByHand);

    /// <summary>Its unit has failed, and systemd does not start it again by itself.</summary>
    /// <remarks><c>systemctl status UNIT</c></remarks>
    public const string UnitFailed = nameof(UnitFailed);

    /// <summary>It is as declared.</summary>
    public const string InSync = nameof(InSync);

    /// <summary>Somebody paused it: it is left alone.</summary>
    /// <remarks><c>oci-reconciler resume NAME</c></remarks>
    public const string Paused = nameof(Paused);

    /// <summary>Somebody has paused its container at its engine: it is left alone.</summary>
    /// <remarks><c>podman unpause NAME</c>, <c>docker unpause NAME</c></remarks>
    public const string ContainerPaused = nameof(ContainerPaused);

    /// <summary>systemd is at a job of its unit that somebody else asked for: what would cancel it waits.</summary>
    public const string JobUnderWay = nameof(JobUnderWay);

    /// <summary>Images are on their way; what is defined is seen to meanwhile.</summary>
    public const string Preparing = nameof(Preparing);

    /// <summary><c>dependsOn</c> names what no valid manifest declares.</summary>
    /// <remarks>add or mend it; it is looked at again then</remarks>
    public const string DependencyNotFound = nameof(DependencyNotFound);

    /// <summary>A workload that it depends on cannot be defined, or is not ready yet.</summary>
    /// <remarks>see that workload</remarks>
    public const string DependencyNotReady = nameof(DependencyNotReady);

    /// <summary>A workload that it depends on is being stopped; it is looked at again when that is done.</summary>
    public const string DependencyStopping = nameof(DependencyStopping);

    /// <summary>A workload that it depends on is paused and does not run.</summary>
    /// <remarks>start that one</remarks>
    public const string DependencyPaused = nameof(DependencyPaused);

    /// <summary>A change is put off, since it would stop a paused workload, or one whose container is paused.</summary>
    /// <remarks>resume or unpause that one</remarks>
    public const string DependentPaused = nameof(DependentPaused);

    /// <summary>A change is put off, since a dependent could not be started again.</summary>
    /// <remarks>solve the problem of the dependent</remarks>
    public const string DependentBlocked = nameof(DependentBlocked);

    /// <summary>Its manifest is gone, and a live workload depends on it.</summary>
    /// <remarks>remove that too, or drop the dependency</remarks>
    public const string InUse = nameof(InUse);

    /// <summary>The unit of its manifest still belongs to another workload, which is about to move.</summary>
    public const string UnitNameInUse = nameof(UnitNameInUse);

    /// <summary>
    /// An installed, masked or foreign unit has its name, or one that runs though its file is gone; or a slice <c>oci-NAME.slice</c>, or
    /// the unit <c>oci-NAME-image.service</c> of <c>imageStream</c>.
    /// </summary>
    /// <remarks>remove or stop it, or set <c>serviceName</c>; rename the workload</remarks>
    public const string UnitConflict = nameof(UnitConflict);

    /// <summary>Another container has its name, and is not ours.</summary>
    /// <remarks>remove or rename it</remarks>
    public const string ContainerConflict = nameof(ContainerConflict);

    /// <summary><c>/run/NAME</c>, which its unit would own (<c>podman.user</c>, <c>sdnotify</c>), is of somebody else.</summary>
    /// <remarks>rename the workload, or remove the directory if nobody needs it</remarks>
    public const string RuntimeDirectoryConflict = nameof(RuntimeDirectoryConflict);

    /// <summary>
    /// Its last valid version, which an earlier controller accepted, would act on what is of somebody else at each start; it runs on.
    /// </summary>
    /// <remarks>mend the manifest, see [upgrades](#upgrades-and-downgrades)</remarks>
    public const string VersionForbidden = nameof(VersionForbidden);

    /// <summary>Its last valid version is of a later controller and has something that this one does not know; it runs on.</summary>
    /// <remarks>mend the manifest, or install that controller again</remarks>
    public const string VersionNotUnderstood = nameof(VersionNotUnderstood);

    /// <summary>No valid manifest declares it now; it stays until every manifest directory can be read.</summary>
    /// <remarks>make them readable</remarks>
    public const string Kept = nameof(Kept);

    /// <summary>No manifest declares it any more: it is removed.</summary>
    public const string ManifestRemoved = nameof(ManifestRemoved);

    /// <summary>It keeps changing while a pass works on it, which has given up for now.</summary>
    public const string Unsettled = nameof(Unsettled);
}
