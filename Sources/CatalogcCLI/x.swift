import Providers
