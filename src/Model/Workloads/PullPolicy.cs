namespace OciReconciler.Model.Workloads;

/// <summary>When the image is pulled.</summary>
public enum PullPolicy
{
    /// <summary>When it is not there locally; the default.</summary>
    Missing,

    /// <summary>Each time the controller defines or starts.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,

    /// <summary>When the registry's is another one (podman).</summary>
    Newer,
}
