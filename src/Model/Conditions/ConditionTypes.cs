namespace OciReconciler.Model.Conditions;

/// <summary>Types of <see cref="Condition"/>.</summary>
public static class ConditionTypes
{
    /// <summary>It serves.</summary>
    public const string Ready = nameof(Ready);

    /// <summary>Something is being done about it, or watched.</summary>
    public const string Progressing = nameof(Progressing);

    /// <summary>Something is wrong.</summary>
    public const string Degraded = nameof(Degraded);

    /// <summary>Its manifest is there and valid.</summary>
    public const string ManifestValid = nameof(ManifestValid);
}
