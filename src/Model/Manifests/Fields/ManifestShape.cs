namespace OciReconciler.Model.Manifests.Fields;

/// <summary>The shapes of documents; they differ in the names of fields.</summary>
internal enum ManifestShape
{
    /// <summary>apiVersion, kind, metadata, spec.</summary>
    Own,

    /// <summary>backend and containers, as NixOS's module has them.</summary>
    Nix,

    /// <summary>docker-containers, NixOS's form of old.</summary>
    Legacy,
}
