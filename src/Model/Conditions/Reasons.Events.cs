namespace OciReconciler.Model.Conditions;

// Events that tell of a step that was carried out.
public static partial class Reasons
{
    /// <summary>An image is being pulled, or waited for while it is pulled for another workload.</summary>
    public const string Pulling = nameof(Pulling);

    /// <summary>An image has been pulled.</summary>
    public const string Pulled = nameof(Pulled);

    /// <summary><c>imageFile</c>, or the output of <c>imageStream</c>, is being loaded.</summary>
    public const string LoadingImage = nameof(LoadingImage);

    /// <summary>It has been loaded.</summary>
    public const string LoadedImage = nameof(LoadedImage);

    /// <summary>systemd has taken the definition of the unit.</summary>
    public const string Created = nameof(Created);

    /// <summary>systemd starts the unit, and that takes a while: it has to be healthy first, or to wait for another.</summary>
    public const string Starting = nameof(Starting);

    /// <summary>The unit was started.</summary>
    public const string Started = nameof(Started);

    /// <summary>The unit was restarted.</summary>
    public const string Restarted = nameof(Restarted);

    /// <summary>The unit was stopped.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>The unit, or what was left of a container, is removed from the host; nothing of it is left.</summary>
    public const string Removed = nameof(Removed);

    /// <summary>What runs was not touched, and is as it should be again.</summary>
    public const string Repaired = nameof(Repaired);

    /// <summary>It is not paused any more.</summary>
    public const string Resumed = nameof(Resumed);
}
