namespace OciReconciler.Model.Events;

/// <summary>Reasons of events that tell of a step carried out. All other events have the reason of the decision, condition or failure that they tell of.</summary>
public static class EventReasons
{
    /// <summary>An image is being pulled, or is waited for while it is pulled for another workload.</summary>
    public const string Pulling = nameof(Pulling);

    /// <summary>An image has been pulled.</summary>
    public const string Pulled = nameof(Pulled);

    /// <summary>imageFile, or the output of imageStream, is being loaded.</summary>
    public const string LoadingImage = nameof(LoadingImage);

    /// <summary>It has been loaded.</summary>
    public const string LoadedImage = nameof(LoadedImage);

    /// <summary>systemd has taken the unit's definition.</summary>
    public const string Created = nameof(Created);

    /// <summary>systemd starts the unit, and that takes a while: it has to be healthy first, or to wait for another.</summary>
    public const string Starting = nameof(Starting);

    /// <summary>The unit was started.</summary>
    public const string Started = nameof(Started);

    /// <summary>The unit was restarted.</summary>
    public const string Restarted = nameof(Restarted);

    /// <summary>Somebody paused it.</summary>
    public const string Paused = nameof(Paused);

    /// <summary>It is not paused any more.</summary>
    public const string Resumed = nameof(Resumed);

    /// <summary>The unit was stopped.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>The unit, or what was left of a container, is gone for good.</summary>
    public const string Removed = nameof(Removed);

    /// <summary>What runs was not touched, and is as it should be again.</summary>
    public const string Repaired = nameof(Repaired);

    /// <summary>While no controller ran, somebody or systemd has started the unit anew.</summary>
    public const string StartedMeanwhile = nameof(StartedMeanwhile);

    /// <summary>A version did not become ready, and the one before is brought back.</summary>
    public const string RolledBack = nameof(RolledBack);

    /// <summary>A workload that a change had stopped serves again.</summary>
    public const string ChangeEnded = nameof(ChangeEnded);

    /// <summary>A manifest is taken all the same, and something in it is doubtful.</summary>
    public const string ManifestWarning = nameof(ManifestWarning);

    /// <summary>A directory of manifests cannot be read as it should.</summary>
    public const string SourceUnavailable = nameof(SourceUnavailable);
}
